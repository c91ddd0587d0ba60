// Overrides act as the lines that they stand for, in every example, and what is wrong with one is found at its place.
#include "compiler/pipeline/overrides.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "compiler/pipeline/open.h"
#include "compiler/plan/json.h"
#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Sets = std::vector<std::string>;

const std::string kExamples = CDP_SOURCE_DIR "/examples/";

std::string example(const std::string& name) {
  return *default_files().read(kExamples + name);
}

OpenedSpec opened(const std::string& text, const Sets& sets, const std::string& target = "reference") {
  ScaleAndConfig choice;
  choice.target = target;
  choice.sets = sets;
  choice.config.isolated = true;
  return open_spec({"gpt.cdp", text}, choice);
}

/// The plan without what tells where its values were written: the spec's checksum, its overrides, the reasons.
std::string plan_json(const std::string& text, const Sets& sets, const std::string& target = "reference") {
  const OpenedSpec spec = opened(text, sets, target);
  EXPECT_TRUE(spec.scaled) << (spec.analysis ? ::testing::PrintToString(messages_of(*spec.analysis))
                                             : spec.fault->error.text());
  if (!spec.scaled) return "";
  plan::Plan plan = emit(*spec.analysis, *spec.scaled, Reasons::kLeaveOut);
  EXPECT_EQ(plan.spec.set, sets);
  plan.spec.files.clear();
  plan.spec.sha256.clear();
  plan.spec.set.clear();
  return plan::to_json(plan);
}

std::vector<std::string> faults(const Sets& sets) {
  const OpenedSpec spec = opened(spec_with(), sets);
  EXPECT_FALSE(spec.scaled);
  std::vector<std::string> result;
  for (const diag::Diagnostic& found : spec.analysis->sink.sorted())
    result.push_back(fmt::format("{} {} {}", spec.analysis->sources.place(found.span), found.row->id, found.message));
  return result;
}

/// `from` is replaced once.
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(Overrides, ActAsTheLinesOfTuneThatTheyStandFor) {
  const std::pair<Sets, std::string> pairs[] = {
      {{"@hidden.lr*=1.5"}, "tune @hidden { lr *= 1.5 }\n"},
      {{"@vector.weight_decay=0", "**.eps*=3"}, "tune @vector { weight_decay = 0 }\ntune ** { eps *= 3 }\n"},
      {{"1 - @hidden.beta1 *= 0.5"}, "tune @hidden { 1 - beta1 *= 0.5 }\n"},
      {{"1 - @hidden.beta1 = 0.25"}, "tune @hidden { beta1 = 0.75 }\n"},
      {{"@all.lr*=2", "@all.lr=1e-3", "@all.lr*=3"}, "tune @all { lr *= 2; lr = 1e-3; lr *= 3 }\n"},
  };
  for (const char* name : {"01_gpt.cdp", "03_llama.cdp", "04_moe.cdp", "08_vit.cdp"})
    for (const auto& [sets, lines] : pairs)
      for (const char* target : {"reference", "big"}) {
        const std::string text = example(name);
        EXPECT_EQ(plan_json(text, sets, target), plan_json(text + lines, {}, target)) << name << " " << lines;
        EXPECT_NE(plan_json(text, sets, target), plan_json(text, {}, target)) << "they do something: " << lines;
      }
}

TEST(Overrides, FollowDepthAndBoundIndices) {
  const std::string text = example("01_gpt.cdp");
  EXPECT_EQ(plan_json(text, {"blocks.*.mlp.lr*=along(1,2)"}, "big"),
            plan_json(text + "tune blocks.*.mlp { lr *= along(1, 2) }\n", {}, "big"));
  EXPECT_EQ(plan_json(text, {"1 - blocks[i].beta1 *= 1 / (1 + i)"}, "big"),
            plan_json(text + "tune blocks[i] { 1 - beta1 *= 1 / (1 + i) }\n", {}, "big"));
}

TEST(Overrides, TakeThePlaceOfEntriesOfBaseAndTraining) {
  const std::string text = spec_with("training { seed = 3; schedule = cosine(warmup = 2%) }\n");
  EXPECT_EQ(plan_json(text, {"base.lr=2e-3"}), plan_json(replaced(text, "lr = 4e-3", "lr = 2e-3"), {}));
  EXPECT_EQ(plan_json(text, {"1 - base.beta2 = 0.02"}), plan_json(replaced(text, "beta2 = 0.95", "beta2 = 0.98"), {}));
  EXPECT_EQ(plan_json(text, {"training.seed=2"}), plan_json(replaced(text, "seed = 3", "seed = 2"), {}));
  EXPECT_EQ(plan_json(text, {"training.grad_clip=1"}),
            plan_json(replaced(text, "seed = 3", "seed = 3; grad_clip = 1"), {}));
  EXPECT_EQ(plan_json(spec_with(), {"training.seed=2"}), plan_json(spec_with("training { seed = 2 }\n"), {}));
  EXPECT_EQ(plan_json(text, {"base.lr=1", "base.lr=2e-3"}), plan_json(text, {"base.lr=2e-3"})) << "the last one holds";
  EXPECT_EQ(plan_json(text, {"training.seed=9", "training.seed=2"}), plan_json(text, {"training.seed=2"}));
  const std::string without = replaced(text, "lr = 4e-3; ", "");
  EXPECT_EQ(plan_json(without, {"base.lr=4e-3"}), plan_json(text, {})) << "or add one";
}

TEST(Overrides, SeeTheNamesOfTheSpec) {
  const std::string text = spec_with("let half = 0.5\n");
  EXPECT_EQ(plan_json(text, {"embed.lr *= half"}), plan_json(text + "tune embed { lr *= half }\n", {}));
}

TEST(Overrides, AreReasonsAtTheirOwnPlace) {
  const OpenedSpec spec = opened(spec_with(), {"base.lr=2e-3", "embed.lr *= 3"});
  const plan::Plan plan = emit(*spec.analysis, *spec.scaled, Reasons::kKeep);
  const auto embed = std::find_if(plan.tensors.begin(), plan.tensors.end(),
                                  [](const plan::Tensor& tensor) { return tensor.name == "embed.weight"; });
  ASSERT_NE(embed, plan.tensors.end());
  const auto& reasons = embed->because->front().second;
  EXPECT_EQ(embed->because->front().first, "lr");
  EXPECT_EQ(reasons.at(0).at, "--set:1:1");
  EXPECT_EQ(reasons.at(0).text, "base.lr=2e-3");
  EXPECT_EQ(reasons.at(1).at, "--set:2:1");
  EXPECT_EQ(reasons.at(1).text, "embed.lr *= 3");
}

TEST(Overrides, ArePartOfThePlanWhichIsReadAgain) {
  const OpenedSpec spec = opened(spec_with(), {"base.lr=2e-3"});
  const std::string json = plan::to_json(emit(*spec.analysis, *spec.scaled, Reasons::kKeep));
  EXPECT_THAT(json, HasSubstr("\"set\": [\"base.lr=2e-3\"]"));
  const auto read = plan::from_json(json);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_THAT(read->spec.set, ElementsAre("base.lr=2e-3"));
  const OpenedSpec plain = opened(spec_with(), {});
  EXPECT_THAT(plan::to_json(emit(*plain.analysis, *plain.scaled, Reasons::kKeep)),
              ::testing::Not(HasSubstr("\"set\": [")));
}

TEST(Overrides, FaultsAreTheLanguagesOwnAtTheCommandLine) {
  EXPECT_THAT(faults({"bolcks.*.mlp.lr*=2"}), ElementsAre(StartsWith("--set:1:1 E0401")));
  EXPECT_THAT(faults({"base.lr=1e-3", "@hiden.lr*=2"}),
              ElementsAre(StartsWith("--set:2:2 E0402 unknown tag `@hiden`; did you mean `@hidden`?")));
  EXPECT_THAT(faults({"@hidden.lrr*=2"}), ElementsAre(StartsWith("--set:1:9 E0238")));
  EXPECT_THAT(faults({"base.lrr=2"}), ElementsAre(StartsWith("--set:1:6 E0224")));
  EXPECT_THAT(faults({"base.value=2"}), ElementsAre(StartsWith("--set:1:6 E0224")));
  EXPECT_THAT(faults({"training.sed=2"}), ElementsAre(StartsWith("--set:1:10 E0224")));
  EXPECT_THAT(faults({"training.seed=1.5"}), ElementsAre(StartsWith("--set:1:15 E0233")));
  EXPECT_THAT(faults({"base.beta1=1.5"}), ElementsAre(StartsWith("--set:1:1 E0409")));
  EXPECT_THAT(faults({"base.lr=2 seq"}), ElementsAre(StartsWith("--set:1:9 E02")));
  EXPECT_THAT(faults({"embed.lr*=widht"}), ElementsAre(StartsWith("--set:1:11 E0201")));
  EXPECT_THAT(faults({"embed.lr*=along(1,2)"}), ElementsAre(StartsWith("--set:1:11 E0406")));
  EXPECT_THAT(faults({"@norm.init_std=2"}), ElementsAre(StartsWith("--set:1:1 E0404")));
  EXPECT_THAT(faults({"@hidden.beta1^=2"}), ElementsAre(StartsWith("--set:1:1 E0405")));
  EXPECT_THAT(faults({"@hidden.lr=-1"}), ElementsAre(StartsWith("--set:1:1 E0409")));
  EXPECT_THAT(faults({"@hidden.lr=\n-1"}), ElementsAre(StartsWith("--set:1:1 E0409"))) << "a line end is a space";
}

TEST(Overrides, MakeNoSpecOfAFileOfDeclarations) {
  EXPECT_THAT(opened("let one = 1\n", {"base.lr=1"}).fault->error.text(), HasSubstr("only declares"));
}

}  // namespace
}  // namespace cdp::pipeline
