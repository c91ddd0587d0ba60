// Where output goes: plans to standard output or whole into a file, the rest to standard error; colours only if asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST_F(Output, WarningsDoNotFailUnlessAskedTo) {
  const std::string idle = folder_.write("idle.cdp", "module Idle(n) {\n  gain: Tensor(n)\n  forward(x) = x\n}\n");
  EXPECT_NE(cdp({"check", idle}).err.find("warning"), std::string::npos);
  EXPECT_EQ(cdp({"check", idle}).exit_code, 0);
  EXPECT_EQ(cdp({"check", idle, "--fail-on", "warning"}).exit_code, 1);
}

}  // namespace
}  // namespace cdp::e2e
