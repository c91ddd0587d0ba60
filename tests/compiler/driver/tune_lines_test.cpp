// `cdp tune-lines`: what it prints is a spec that compiles to the same values as the overrides do.
#include <gmock/gmock.h>

#include "compiler/pipeline/open.h"
#include "compiler/plan/json.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/support/process.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

using Sets = std::vector<std::string>;

test::ProcessResult tune_lines(const Sets& sets, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {CDP_PROGRAMS_DIR "/cdp", "tune-lines"});
  for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
  return test::run(arguments, {});
}

/// The plan without what tells where its values were written.
std::string plan_json(const std::string& path, const Sets& sets, const std::string& target) {
  ScaleAndConfig choice;
  choice.target = target;
  choice.sets = sets;
  choice.config.isolated = true;
  const pipeline::OpenedSpec opened = pipeline::open_spec({path}, choice);
  EXPECT_TRUE(opened.scaled) << (opened.analysis ? ::testing::PrintToString(messages_of(*opened.analysis))
                                                 : opened.fault->error.text());
  if (!opened.scaled) return "";
  plan::Plan plan = pipeline::emit(*opened.analysis, *opened.scaled, pipeline::Reasons::kLeaveOut);
  plan.spec = {};
  return plan::to_json(plan);
}

TEST(TuneLines, AreTheLinesThatTheOverridesStandFor) {
  const auto result = tune_lines({"@hidden.lr*=1.5", "base.lr=2e-3", "training.seed=2", "1 - base.beta2 = 0.02",
                                  "1-blocks.*.attn.beta1*=along(1,2)", "base.lr=3e-3"});
  EXPECT_EQ(result.exit_code, kClean) << result.err;
  EXPECT_EQ(result.out,
            "base {\n  lr    = 3e-3\n  beta2 = 1 - 0.02\n}\ntune @hidden       { lr *= 1.5 }\n"
            "tune blocks.*.attn { 1 - beta1 *= along(1, 2) }\ntraining {\n  seed = 2\n}\n");
}

TEST(TuneLines, StandTogetherWhereTheOrderDoesNotMatter) {
  EXPECT_EQ(tune_lines({"embed.lr*=2", "head.lr*=3", "embed.init_std*=0.5", "1 - head.beta1*=2"}).out,
            "tune embed { lr *= 2; init_std *= 0.5 }\ntune head  { lr *= 3; 1 - beta1 *= 2 }\n");
  EXPECT_EQ(tune_lines({"embed.lr*=2", "@input.lr=1e-3", "embed.lr*=3"}).out,
            "tune embed  { lr *= 2 }\ntune @input { lr = 1e-3 }\ntune embed  { lr *= 3 }\n");
  EXPECT_EQ(tune_lines({"embed.lr*=2", "@input.init_std=1", "embed.init_std*=3"}).out,
            "tune embed  { lr *= 2 }\ntune @input { init_std = 1 }\ntune embed  { init_std *= 3 }\n");
}

TEST(TuneLines, OfASpecExtendItAndCompileToTheSame) {
  const test::TempFolder folder;
  const Sets sets = {"base.lr=2e-3",    "1 - base.beta2 = 0.02",     "training.seed=2",
                     "@hidden.lr*=1.5", "1 - @vector.beta1 *= 1/2",  "**.eps *= 2",
                     "@hidden.lr *= 2", "training.precision = fp32", "1 - base.beta1 = 1 / 10 + 0.01"};
  for (const char* name : {"01_gpt", "03_llama", "04_moe", "08_vit"}) {
    const auto text = Files{}.read(std::string(CDP_SOURCE_DIR "/examples/") + name + ".cdp");
    ASSERT_TRUE(text);
    const std::string spec = folder.write(std::string(name) + ".cdp", *text);
    const std::string kept = folder.file(std::string(name) + ".tuned.cdp");
    const auto result = tune_lines(sets, {spec, "-o", kept});
    ASSERT_EQ(result.exit_code, kClean) << result.err;
    for (const char* target : {"reference", "big"}) {
      EXPECT_EQ(plan_json(kept, {}, target), plan_json(spec, sets, target)) << name << " " << target;
      EXPECT_NE(plan_json(kept, {}, target), plan_json(spec, {}, target));
    }
  }
}

TEST(TuneLines, SayWhatIsWrong) {
  const auto bad = tune_lines({"lr=2"});
  EXPECT_EQ(bad.exit_code, kFindings);
  EXPECT_THAT(bad.err, HasSubstr("--set:1:1: error: this names no hyperparameter"));
  const auto unknown = tune_lines({"@hiden.lr=2"}, {example()});
  EXPECT_EQ(unknown.exit_code, kFindings);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean `@hidden`?"));
  EXPECT_EQ(unknown.out, "");
  const auto none = tune_lines({});
  EXPECT_EQ(none.exit_code, kCouldNotRun);
  EXPECT_THAT(none.err, HasSubstr("--set: there is nothing to print"));
  EXPECT_EQ(tune_lines({"base.lr=2"}, {"none.cdp"}).exit_code, kCouldNotRun);
}

}  // namespace
}  // namespace cdp::driver
