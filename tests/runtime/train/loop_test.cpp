// The loop's promises: resume equals no resume bit for bit, micro-batches change nothing but rounding, a loss that is
// not finite stops it with the last good checkpoint kept, Ctrl-C saves, and a golden loss curve.
#include "runtime/train/loop.h"

#include <gmock/gmock.h>

#include <cmath>
#include <csignal>
#include <limits>
#include <regex>

#include "run/log.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class LoopTest : public TinyRun {
 protected:
  run::Log log(const std::string& out) const {
    auto log = run::read_log(dir_.read(out + "/metrics.jsonl"), out);
    EXPECT_TRUE(log) << log.error().text();
    return log ? *log : run::Log{};
  }
  /// metrics.jsonl without what may differ between equal runs.
  std::string timeless(const std::string& out) const {
    const std::regex times(R"re(,"(tokens_per_second|seconds)":[0-9.]+)re");
    return std::regex_replace(dir_.read(out + "/metrics.jsonl"), times, "");
  }
  std::string checkpoint(const std::string& out) const { return dir_.read(out + "/checkpoint.safetensors"); }
};

TEST_F(LoopTest, ResumeEqualsNoResumeBitForBit) {
  run(options("whole"));
  run::TrainOptions parts = options("parts");
  parts.steps = 6;  // between two evaluations
  run(parts);
  EXPECT_NE(checkpoint("parts"), checkpoint("whole"));
  parts.steps.reset();
  parts.resume = run::Resume::kYes;
  run(parts);
  EXPECT_EQ(checkpoint("parts"), checkpoint("whole"));
  EXPECT_EQ(timeless("parts"), timeless("whole"));
}

TEST_F(LoopTest, ResumeEqualsNoResumeInBf16) {
  run::TrainOptions whole = options("whole");
  whole.precision = plan::Precision::bf16;
  run(whole);
  run::TrainOptions parts = options("parts");
  parts.precision = plan::Precision::bf16;
  parts.steps = 6;
  run(parts);
  parts.steps.reset();
  parts.resume = run::Resume::kYes;
  run(parts);
  EXPECT_EQ(checkpoint("parts"), checkpoint("whole"));
}

TEST_F(LoopTest, RunsAreRepeatable) {
  run(options("a"));
  run(options("b"));
  EXPECT_EQ(checkpoint("a"), checkpoint("b"));
}

TEST_F(LoopTest, MicroBatchesChangeNothingButRounding) {
  run(options("whole"));
  run::TrainOptions cut = options("cut");
  cut.micro_batch = 3;  // 3 + 1
  run(cut);
  const run::Log whole = log("whole");
  const run::Log parts = log("cut");
  ASSERT_EQ(whole.train.size(), parts.train.size());
  for (std::size_t i = 0; i < whole.train.size(); ++i) {
    EXPECT_NEAR(whole.train[i].loss, parts.train[i].loss, 1e-4) << i;
    EXPECT_NEAR(whole.train[i].grad_norm, parts.train[i].grad_norm, 1e-3) << i;
  }
}

TEST_F(LoopTest, TheRecordFollowsTheSchedule) {
  run(options("run"));
  const run::Log got = log("run");
  EXPECT_DOUBLE_EQ(got.train[0].lr_factor, 0.5);
  EXPECT_DOUBLE_EQ(got.train[1].lr_factor, 1);
  EXPECT_DOUBLE_EQ(got.train[2].lr_factor, 1);
  EXPECT_DOUBLE_EQ(got.train[11].lr_factor, 0.1);
  EXPECT_NEAR(got.train[0].loss, std::log(256.0), 1.5);
}

TEST_F(LoopTest, ALossThatIsNotFiniteBeforeAnyUpdateIsNoFaultOfTheLr) {
  for (plan::Tensor& tensor : plan_.tensors)
    if (tensor.init.std) tensor.init.std = 1e30;
  const TrainEnd end = run(options("run"), Outcome::kDiverged);
  EXPECT_THAT(end.message, AllOf(HasSubstr("became NaN or infinite in step 1 of "), HasSubstr("whatever the lr: try a "
                                                                                              "smaller init_std")));
  EXPECT_THAT(end.message, HasSubstr("no checkpoint had been saved yet"));
  EXPECT_FALSE(std::filesystem::exists(dir_.file("run/checkpoint.safetensors")));
}

/// Step 1 is finite and saved: its loss and gradient are those of the initial values, and what it leaves of a weight is
/// at most 5e5 times as large. From then on each step multiplies the weights by 1e5 to 1e6, whatever the gradients are:
/// a weight of 0.25 is beyond every float after step 7 (4e40), and what is computed of it may be so before.
TEST_F(LoopTest, ALossThatIsNotFiniteStopsAndKeepsTheLastCheckpoint) {
  for (plan::Tensor& tensor : plan_.tensors)
    if (tensor.weight_decay > 0) tensor.weight_decay = 1e6 / tensor.lr;
  run::TrainOptions asked = options("run");
  asked.save_every.steps = 1;
  const TrainEnd end = run(asked, Outcome::kDiverged);
  EXPECT_THAT(end.message, AllOf(HasSubstr("became NaN or infinite in step "), HasSubstr("try a lower lr")));
  EXPECT_EQ(log("run").end->reason, run::EndReason::kNan);
  const auto file = SafetensorsFile::open(dir_.file("run/checkpoint.safetensors"));
  ASSERT_TRUE(file);
  const std::string step = file->header().metadata.at("step");
  EXPECT_THAT(step, ::testing::MatchesRegex("[1-6]"));
  EXPECT_THAT(end.message, HasSubstr("checkpoint.safetensors holds step " + step + ";"));
}

TEST_F(LoopTest, WithoutClippingALossThatIsNotFiniteStopsToo) {
  plan_.training.grad_clip.reset();
  for (plan::Tensor& tensor : plan_.tensors) tensor.lr = 1e30;
  const TrainEnd end = run(options("run"), Outcome::kDiverged);
  EXPECT_THAT(end.message, HasSubstr("a grad_clip"));
}

TEST_F(LoopTest, CtrlCSavesAndTellsHowToGoOn) {
  run(options("whole"));
  // A pipe's end stands for the terminal: the signal is raised when the first progress line is printed.
  struct Raise {
    static ssize_t write(void*, const char* text, std::size_t size) {
      if (std::string_view(text, size).find("step  1/12") != std::string_view::npos) std::raise(SIGINT);
      return static_cast<ssize_t>(size);
    }
  };
  std::FILE* const out = fopencookie(nullptr, "w", {nullptr, Raise::write, nullptr, nullptr});
  run::TrainOptions asked = options("run");
  const auto end = train(asked, out);
  std::fclose(out);
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->outcome, Outcome::kInterrupted);
  EXPECT_THAT(end->message,
              AllOf(HasSubstr("stopped and saved at step 1 of 12; go on with\n  cdp train "), HasSubstr("--resume")));
  EXPECT_EQ(log("run").end->reason, run::EndReason::kStopped);
  asked.resume = run::Resume::kYes;
  run(asked);
  EXPECT_EQ(checkpoint("run"), checkpoint("whole"));
  EXPECT_EQ(timeless("run"), timeless("whole"));
}

TEST_F(LoopTest, ARunKilledBeforeItsFirstCheckpointBeginsAgain) {
  run(options("whole"));
  const run::TrainOptions first = options("run");
  run(first);
  std::filesystem::remove(dir_.file("run/checkpoint.safetensors"));
  std::filesystem::remove(dir_.file("run/best.safetensors"));
  run::TrainOptions again = first;
  again.resume = run::Resume::kYes;
  run(again);
  EXPECT_EQ(checkpoint("run"), checkpoint("whole"));
  EXPECT_EQ(timeless("run"), timeless("whole"));
}

/// Kernels of different LibTorch versions and processors differ in rounding only.
TEST_F(LoopTest, FollowsItsGoldenLosses) {
  run(options("run"));
  const double golden[] = {6.12880, 5.75911, 5.23601, 5.29677, 5.16969, 4.72496,
                           4.73875, 4.49589, 4.54029, 4.26866, 4.37569, 4.31032};
  const run::Log got = log("run");
  ASSERT_EQ(got.train.size(), std::size(golden));
  for (std::size_t i = 0; i < std::size(golden); ++i)
    EXPECT_NEAR(got.train[i].loss, golden[i], 2e-3) << "step " << i + 1;
}

}  // namespace
}  // namespace cdp::runtime::testing
