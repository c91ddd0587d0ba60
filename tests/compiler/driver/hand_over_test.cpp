// What `cdp train` gives cdp-run: the plan, the arguments, the environment.
#include "compiler/driver/hand_over.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "compiler/base/files.h"
#include "compiler/plan/json.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string program(const test::TempFolder& folder, const std::string& name) {
  const std::string path = folder.write(name, "#!/bin/sh\n");
  ::chmod(path.c_str(), 0755);
  return path;
}

TEST(FindRuntime, PrefersTheOneBeside) {
  const test::TempFolder folder;
  const std::string beside = program(folder, "bin/cdp-run");
  const std::string named = program(folder, "other/run");
  const auto found = find_runtime(folder.file("bin"), {{"CDP_RUN", named}, {"PATH", folder.file("other")}});
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, beside);
}

TEST(FindRuntime, ThenTheNamedOneThenPath) {
  const test::TempFolder folder;
  const std::string named = program(folder, "named/run");
  const std::string in_path = program(folder, "path/cdp-run");
  const std::string path = "/nowhere::" + folder.file("path");
  EXPECT_EQ(*find_runtime("/nowhere", {{"CDP_RUN", named}, {"PATH", path}}), named);
  EXPECT_EQ(*find_runtime("/nowhere", {{"PATH", path}}), in_path);
}

TEST(FindRuntime, SaysHowToGetOne) {
  const auto missing = find_runtime("/nowhere", {{"PATH", "/nowhere"}});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().text(), HasSubstr("scripts/setup"));
  const auto wrong = find_runtime("/nowhere", {{"CDP_RUN", "/nowhere/run"}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().text(), "CDP_RUN names `/nowhere/run`, which cannot be run");
}

/// A cdp-run to be found, so that the rest of what is made ready shows; one beside the tests is as good.
class HandingOver : public ::testing::Test {
 protected:
  HandingOver() { ::setenv("CDP_RUN", program(folder_, "cdp-run").c_str(), 1); }
  ~HandingOver() override { ::unsetenv("CDP_RUN"); }

  static HandOver run(const RunOptions& options) {
    const Answer answer = hand_over(options, {});
    EXPECT_TRUE(answer.next) << answer.err;
    return answer.next.value_or(HandOver{});
  }

  static Answer refused(const RunOptions& options) {
    Answer answer = hand_over(options, {});
    EXPECT_FALSE(answer.next);
    return answer;
  }

  test::TempFolder folder_;
};

TEST_F(HandingOver, CompilesASpecAndPassesTheRestOn) {
  const HandOver run =
      this->run({"train", {example(), "--data", "text", "--target", "big", "--out", "run", "--steps=3"}});
  ASSERT_EQ(run.arguments.size(), 7U);
  EXPECT_EQ(run.arguments[0], "train");
  EXPECT_EQ(std::vector<std::string>(run.arguments.begin() + 2, run.arguments.end()),
            (std::vector<std::string>{"--data", "text", "--out", "run", "--steps=3"}));
  const auto text = Files{}.read(run.arguments[1]);
  ASSERT_TRUE(text) << text.error().text();
  const auto plan = plan::from_json(*text);
  ASSERT_TRUE(plan) << plan.error().text();
  EXPECT_EQ(plan->target, "big");
}

TEST_F(HandingOver, TakesAxesInBothForms) {
  const HandOver run = this->run({"train", {"--at=width=256,depth=2", example(), "--out", "run"}});
  const auto plan = plan::from_json(*Files{}.read(run.arguments[1]));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->target, "custom");
}

TEST_F(HandingOver, CompilesWithItsOverrides) {
  const HandOver run =
      this->run({"train", {example(), "--set", "base.lr=2e-3", "--out", "run", "--set=training.seed=7"}});
  EXPECT_EQ(std::vector<std::string>(run.arguments.begin() + 2, run.arguments.end()),
            (std::vector<std::string>{"--out", "run"}));
  const auto plan = plan::from_json(*Files{}.read(run.arguments[1]));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->training.seed, 7);
  EXPECT_THAT(plan->spec.set, ElementsAre("base.lr=2e-3", "training.seed=7"));
  const Answer wrong = refused({"train", {example(), "--set", "bolcks.lr=2"}});
  EXPECT_EQ(wrong.exit_code, kFindings);
  EXPECT_THAT(wrong.err, HasSubstr("--set:1:1: error"));
}

TEST_F(HandingOver, PassesAPlanOnAsItIs) {
  const std::string plan = folder_.write("plan.json", " \n{\"format\": \"cdp-plan\"}\n");
  EXPECT_THAT(run({"train", {plan, "--out", "x"}}).arguments, ElementsAre("train", plan, "--out", "x"));
  const Answer answer = refused({"train", {plan, "--target", "big"}});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("is a plan, compiled already"));
  EXPECT_THAT(refused({"train", {plan, "--set", "base.lr=1"}}).err, HasSubstr("is a plan, compiled already"));
}

TEST_F(HandingOver, PassesAllOfSampleOn) {
  EXPECT_THAT(run({"sample", {"run", "--prompt", "--target"}}).arguments,
              ElementsAre("sample", "run", "--prompt", "--target"));
}

TEST_F(HandingOver, StopsAtASpecThatIsWrong) {
  const std::string spec = folder_.write("bad.cdp", spec_with("tune bolcks { lr *= 2 }\n"));
  const Answer answer = refused({"train", {spec, "--data", "x"}});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_THAT(answer.err, HasSubstr("[E0401]"));
}

TEST_F(HandingOver, WantsTheSpecFirst) {
  EXPECT_THAT(refused({"train", {}}).err, HasSubstr("the spec is missing"));
  EXPECT_THAT(refused({"train", {"--data", "x", "gpt.cdp"}}).err, HasSubstr("it comes first"));
  EXPECT_THAT(refused({"train", {"none.cdp"}}).err, HasSubstr("there is no such file"));
}

TEST_F(HandingOver, HelpIsOnePageAndNeedsNoRuntime) {
  for (const char* ask : {"--help", "-h"}) {
    const Answer answer = hand_over({"train", {"gpt.cdp", ask}}, {});
    EXPECT_EQ(answer.exit_code, kClean);
    EXPECT_FALSE(answer.next);
    EXPECT_THAT(answer.out, HasSubstr("usage: cdp train SPEC|PLAN --data PATH --out DIR [OPTIONS]\n"));
    for (const char* option : {"--target NAME", "--token-type bytes|uint16|uint32", "--save-every N|Nm", "-h, --help"})
      EXPECT_THAT(answer.out, HasSubstr(option));
  }
  EXPECT_THAT(hand_over({"train", {"--help"}}, {}).out, HasSubstr("Exit codes\n    0  the run is done"));
  EXPECT_THAT(hand_over({"sample", {"--help"}}, {}).out, HasSubstr("usage: cdp sample DIR --prompt TEXT [OPTIONS]\n"));
}

TEST_F(HandingOver, RunsNothingWithAValueOutOfRange) {
  const std::string spec = folder_.write("hot.cdp", spec_with("target big { batch = 512 seq }\n"));
  const Answer answer = hand_over({"train", {spec, "--target", "big"}}, {});
  EXPECT_THAT(answer.err, HasSubstr("[E0461]"));
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_FALSE(answer.next);
}

}  // namespace
}  // namespace cdp::driver
