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

/// A cdp-run for prepare() to find, so that the rest of what it does shows; one beside the tests is as good.
class Prepare : public ::testing::Test {
 protected:
  Prepare() { ::setenv("CDP_RUN", program(folder_, "cdp-run").c_str(), 1); }
  ~Prepare() override { ::unsetenv("CDP_RUN"); }

  HandOver run(const RunOptions& options) {
    auto prepared = prepare(options, {});
    if (const auto* answer = std::get_if<Answer>(&prepared)) {
      ADD_FAILURE() << answer->err;
      return {};
    }
    return std::get<HandOver>(std::move(prepared));
  }

  Answer refused(const RunOptions& options) {
    const auto prepared = prepare(options, {});
    const auto* answer = std::get_if<Answer>(&prepared);
    EXPECT_NE(answer, nullptr);
    return answer == nullptr ? Answer{} : *answer;
  }

  test::TempFolder folder_;
};

TEST_F(Prepare, CompilesASpecAndPassesTheRestOn) {
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

TEST_F(Prepare, TakesAxesInBothForms) {
  const HandOver run = this->run({"train", {"--at=width=256,depth=2", example(), "--out", "run"}});
  const auto plan = plan::from_json(*Files{}.read(run.arguments[1]));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->target, "custom");
}

TEST_F(Prepare, PassesAPlanOnAsItIs) {
  const std::string plan = folder_.write("plan.json", " \n{\"format\": \"cdp-plan\"}\n");
  EXPECT_THAT(run({"train", {plan, "--out", "x"}}).arguments, ElementsAre("train", plan, "--out", "x"));
  const Answer answer = refused({"train", {plan, "--target", "big"}});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("is a plan, compiled already"));
}

TEST_F(Prepare, PassesAllOfSampleOn) {
  EXPECT_THAT(run({"sample", {"run", "--prompt", "--target"}}).arguments,
              ElementsAre("sample", "run", "--prompt", "--target"));
}

TEST_F(Prepare, StopsAtASpecThatIsWrong) {
  const std::string spec = folder_.write("bad.cdp", spec_with("tune bolcks { lr *= 2 }\n"));
  const Answer answer = refused({"train", {spec, "--data", "x"}});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_THAT(answer.err, HasSubstr("[E0401]"));
}

TEST_F(Prepare, WantsTheSpecFirst) {
  EXPECT_THAT(refused({"train", {}}).err, HasSubstr("the spec is missing"));
  EXPECT_THAT(refused({"train", {"--data", "x", "gpt.cdp"}}).err, HasSubstr("it comes first"));
  EXPECT_THAT(refused({"train", {"none.cdp"}}).err, HasSubstr("there is no such file"));
}

TEST_F(Prepare, HelpShowsBothPrograms) {
  const HandOver run = this->run({"train", {"--help"}});
  EXPECT_THAT(run.out, HasSubstr("--target NAME"));
  EXPECT_THAT(run.arguments, ElementsAre("train", "--help"));
}

TEST_F(Prepare, KeepsWarningsToBeSaidFirst) {
  const std::string spec = folder_.write("hot.cdp", spec_with("target big { batch = 512 seq }\n"));
  EXPECT_THAT(run({"train", {spec, "--target", "big"}}).err, HasSubstr("[W0430]"));
}

}  // namespace
}  // namespace cdp::driver
