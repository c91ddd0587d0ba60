// Where output goes: plans to standard output or whole into a file, the rest to standard error; colours only if asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/e2e/program.h"

namespace cdp::e2e {
namespace {

class Output : public ::testing::Test {
 protected:
  test::TempFolder folder_;
  std::string spec_ = folder_.write("gpt.cdp", kSpec);
};

TEST_F(Output, APlanIsTheSameInAFileAndOnStandardOutput) {
  const auto printed = cdp({"compile", spec_, "--target", "big"});
  EXPECT_EQ(printed.exit_code, 0) << printed.text();
  const auto written = cdp({"compile", spec_, "--target", "big", "-o", folder_.file("plan.json")});
  EXPECT_EQ(written.exit_code, 0) << written.text();
  EXPECT_EQ(written.out, "");
  EXPECT_EQ(folder_.read("plan.json"), printed.out);
}

TEST_F(Output, AnOldPlanStaysWhenTheSpecIsWrong) {
  const std::string plan = folder_.write("plan.json", "old");
  const auto result = cdp({"compile", folder_.write("bad.cdp", "let a = = 1\n"), "-o", plan});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(folder_.read("plan.json"), "old");
}

TEST_F(Output, ColoursAreOffInPipesAndOnIfAskedFor) {
  const std::string bad = folder_.write("bad.cdp", "let a = = 1\n");
  EXPECT_EQ(cdp({"check", bad}).err.find('\x1b'), std::string::npos);
  EXPECT_NE(cdp({"check", bad, "--color", "always"}).err.find('\x1b'), std::string::npos);
}

TEST_F(Output, AReaderThatLeavesIsNoError) {
  const auto result = test::run({"sh", "-c", kCdp + " compile " + spec_ + " | head -n 1"});
  EXPECT_EQ(result.exit_code, 0) << result.text();
  EXPECT_EQ(result.out, "{\n");
  EXPECT_EQ(result.err, "");
}

TEST_F(Output, ClosedStreamsEndUpInNoFile) {
  const std::string plan = folder_.file("plan.json");
  const auto whole = cdp({"compile", spec_, "-o", plan});
  EXPECT_EQ(whole.exit_code, 0) << whole.text();
  const std::string good = folder_.read("plan.json");
  const std::string warned =
      folder_.write("warned.cdp", "module Idle(n) {\n  gain: Tensor(n)\n  forward(x) = x\n}\n" + kSpec);
  for (const std::string& spec : {spec_, warned}) {
    std::filesystem::remove(plan);
    const auto closed =
        test::run({"bash", "-c", "exec " + kCdp + " compile " + spec + " -o " + plan + " >&- 2>&- <&-"});
    EXPECT_EQ(closed.exit_code, 0);
    EXPECT_EQ(folder_.read("plan.json").substr(0, 2), "{\n");
    EXPECT_EQ(folder_.read("plan.json").find("warning"), std::string::npos);
  }
  const auto printed = test::run({"bash", "-c", "exec " + kCdp + " compile " + spec_ + " >&-"});
  EXPECT_EQ(printed.exit_code, 2);
  EXPECT_NE(printed.err.find("standard output: cannot be written"), std::string::npos) << printed.text();
}

/// As two containers do: each process is the first of its own.
TEST_F(Output, TwoContainersWriteIntoOneFolder) {
  if (test::run({"unshare", "-p", "-f", "true"}).exit_code != 0) GTEST_SKIP() << "namespaces are not allowed here";
  const std::string compile =
      "unshare -p -f " + kCdp + " compile " + spec_ + " --at depth=3000 -o " + folder_.file("out");
  folder_.write("out/.cdp-1-0.tmp", "of a process that was killed");
  const auto both = test::run({"bash", "-c", compile + "/a.json & " + compile + "/b.json & wait -n && wait -n"});
  EXPECT_EQ(both.exit_code, 0) << both.text();
  EXPECT_EQ(folder_.read("out/a.json"), folder_.read("out/b.json"));
  EXPECT_EQ(folder_.read("out/.cdp-1-0.tmp"), "of a process that was killed") << "nobody removes what he has not made";
}

TEST_F(Output, WarningsDoNotFailUnlessAskedTo) {
  const std::string idle = folder_.write("idle.cdp", "module Idle(n) {\n  gain: Tensor(n)\n  forward(x) = x\n}\n");
  EXPECT_NE(cdp({"check", idle}).err.find("warning"), std::string::npos);
  EXPECT_EQ(cdp({"check", idle}).exit_code, 0);
  EXPECT_EQ(cdp({"check", idle, "--fail-on", "warning"}).exit_code, 1);
}

}  // namespace
}  // namespace cdp::e2e
