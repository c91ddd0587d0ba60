// cdp-run as a process: exit codes and what stands on standard error. What it does in between is in train/.
#include <gmock/gmock.h>

#include <csignal>

#include "compiler/plan/json.h"
#include "tests/compiler/plan/sample_plan.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::ProcessOptions;
using cdp::test::ProcessResult;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class CdpRun : public ::testing::Test {
 protected:
  static ProcessResult run(std::vector<std::string> arguments, ProcessOptions options = {}) {
    arguments.insert(arguments.begin(), CDP_RUN_PROGRAM);
    options.environment["OMP_NUM_THREADS"] = "1";
    options.environment["OPENBLAS_NUM_THREADS"] = "1";
    return test::run(arguments, options);
  }
  std::vector<std::string> train_arguments() const {
    const std::string plan = dir_.write("plan.json", plan::to_json(plan_));
    const std::string text = dir_.write("text", std::string(4000, 'x') + std::string(4000, 'y'));
    return {"train", plan, "--data", text, "--out", dir_.file("run")};
  }

  test::TempFolder dir_;
  plan::Plan plan_ = plan::testing::sample_plan({.depth = 1, .vocab = 256});
};

TEST_F(CdpRun, UsageErrorsAreTwo) {
  EXPECT_EQ(run({"--version"}).exit_code, 0);
  EXPECT_THAT(run({"train", "--help"}).out, HasSubstr("--save-every N|Nm"));
  const ProcessResult missing = run({"train"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("plan is required"));
  EXPECT_EQ(run({"trian"}).exit_code, 2);
}

TEST_F(CdpRun, WhatCannotRunIsTwoWithOneMessage) {
  auto arguments = train_arguments();
  arguments[1] = dir_.file("gone.json");
  const ProcessResult gone = run(arguments);
  EXPECT_EQ(gone.exit_code, 2);
  EXPECT_EQ(gone.err, "cdp: error: " + dir_.file("gone.json") + ": there is no such file\n");
  EXPECT_EQ(gone.out, "");
  arguments = train_arguments();
  arguments.insert(arguments.end(), {"--save-every", "often"});
  const ProcessResult often = run(arguments);
  EXPECT_EQ(often.exit_code, 2);
  EXPECT_THAT(often.err, StartsWith("cdp: error: --save-every: `often` is neither"));
}

TEST_F(CdpRun, ARunThatDivergesIsOne) {
  for (plan::Tensor& tensor : plan_.tensors) tensor.lr = 1e30;
  const ProcessResult result = run(train_arguments());
  EXPECT_EQ(result.exit_code, 1) << result.text();
  EXPECT_THAT(result.err, HasSubstr("became NaN or infinite in step "));
}

TEST_F(CdpRun, CtrlCIsOneHundredAndThirtyAndTheRunGoesOn) {
  plan_.training.steps = 1'000'000;
  auto arguments = train_arguments();
  ProcessOptions interrupt;
  interrupt.signal_at = "step       1/1000000";
  interrupt.signal = SIGINT;
  const ProcessResult stopped = run(arguments, interrupt);
  EXPECT_EQ(stopped.exit_code, 130) << stopped.text();
  EXPECT_THAT(stopped.err, HasSubstr("finishing this step, then saving; once more to quit at once"));
  EXPECT_THAT(stopped.err, HasSubstr("go on with\n  cdp train " + dir_.file("run/plan.json")));
  const ProcessResult again = run(arguments);
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("already holds a run at step "));
  const ProcessResult sampled = run({"sample", dir_.file("run"), "--prompt", "xy", "--tokens", "5"});
  EXPECT_EQ(sampled.exit_code, 0) << sampled.text();
  EXPECT_THAT(sampled.out, StartsWith("xy"));
}

}  // namespace
}  // namespace cdp::runtime
