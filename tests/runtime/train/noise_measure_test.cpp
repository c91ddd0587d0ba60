// Whole runs with --measure noise-scale: the same bits as without, a record that survives a resume, and what is said.
#include "runtime/train/noise_measure.h"

#include <gmock/gmock.h>

#include <cmath>
#include <regex>

#include "run/log.h"
#include "runtime/train/micro_batch.h"
#include "tests/runtime/train/table_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class NoiseMeasureTest : public TableRun {
 protected:
  run::TrainOptions measured(const std::string& out) const {
    run::TrainOptions options = TinyRun::options(out);
    options.measure = run::Measured::noise_scale;
    return options;
  }
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
};

TEST_F(NoiseMeasureTest, TheRunIsTheSameBitForBit) {
  plan_.training.grad_clip = 0.5;
  run(measured("measured"));
  run::TrainOptions bare = TinyRun::options("bare");
  bare.micro_batch = 1;  // a fourth of the batch
  run(bare);
  const run::Log with = log("measured"), without = log("bare");
  ASSERT_EQ(with.train.size(), 12U);
  for (std::size_t i = 0; i < with.train.size(); ++i) {
    EXPECT_EQ(with.train[i].loss, without.train[i].loss) << i;
    EXPECT_EQ(with.train[i].grad_norm, without.train[i].grad_norm) << i;
  }
  EXPECT_EQ(with.evals.back().loss, without.evals.back().loss);
  EXPECT_TRUE(without.noise.empty());
}

TEST_F(NoiseMeasureTest, IsRecordedAndSaid) {
  run(measured("run"));
  EXPECT_THAT(out_, HasSubstr("micro-batches of 1\n"));
  EXPECT_THAT(out_, HasSubstr("noise    the "));
  const run::Log log = this->log("run");
  std::size_t whole = 0;
  for (std::size_t i = 0; i < log.noise.size(); ++i) {
    const run::NoiseLine& line = log.noise[i];
    if (line.tensor) continue;
    ++whole;
    EXPECT_GT(line.trace, 0);
    if (std::isfinite(line.rows)) {
      EXPECT_DOUBLE_EQ(line.rows, line.trace / line.gradient);
      EXPECT_DOUBLE_EQ(line.items, line.rows * 8);
    }
    if (line.step % 3 != 0) continue;
    double gradient = 0, trace = 0;
    for (std::size_t tensor = 0; tensor < plan_.tensors.size(); ++tensor) {
      const run::NoiseLine& one = log.noise.at(i + 1 + tensor);
      EXPECT_EQ(one.tensor, plan_.tensors[tensor].name);
      EXPECT_EQ(one.step, line.step);
      gradient += one.gradient;
      trace += one.trace;
    }
    EXPECT_NEAR(line.gradient, gradient, 1e-9 * std::abs(gradient)) << "tensors add up";
    EXPECT_NEAR(line.trace, trace, 1e-9 * trace);
  }
  EXPECT_EQ(whole, 12U) << "at most 200 a run";
  EXPECT_EQ(log.noise.size(), 12 + 4 * plan_.tensors.size());
  EXPECT_THAT(dir_.read("run/report.html"), HasSubstr("gradient noise scale"));
}

TEST_F(NoiseMeasureTest, ResumeEqualsNoResume) {
  run(measured("whole"));
  run::TrainOptions parts = measured("parts");
  parts.steps = 5;
  run(parts);
  parts.steps.reset();
  parts.resume = run::Resume::kYes;
  run(parts);
  EXPECT_EQ(timeless("parts"), timeless("whole"));
  EXPECT_EQ(dir_.read("parts/checkpoint.safetensors"), dir_.read("whole/checkpoint.safetensors"));
}

TEST_F(NoiseMeasureTest, MayBeginAndEndInTheMiddleOfARun) {
  run::TrainOptions run_options = TinyRun::options("run");
  run_options.micro_batch = 2;
  run_options.steps = 4;
  run(run_options);
  run_options.resume = run::Resume::kYes;
  run_options.measure = run::Measured::noise_scale;
  run_options.steps = 8;
  run(run_options);
  EXPECT_EQ(log("run").noise.front().step, 5);
  run_options.measure.reset();
  run_options.steps.reset();
  run(run_options);
  EXPECT_EQ(log("run").noise.back().step, 8);
  EXPECT_EQ(log("run").train.back().step, 12);
}

TEST_F(NoiseMeasureTest, ATableCountsSamples) {
  run::TrainOptions options = TableRun::options("06_classifier", "iris.csv", 40);
  options.measure = run::Measured::noise_scale;
  run(options);
  int known = 0;
  for (const run::NoiseLine& line : log("run").noise) {
    if (!std::isfinite(line.rows)) continue;
    EXPECT_EQ(line.rows, line.items);
    ++known;
  }
  EXPECT_GT(known, 20);
  EXPECT_THAT(dir_.read("run/metrics.jsonl"), HasSubstr("\"kind\":\"noise\",\"step\":40,\"scale\":"));
  EXPECT_THAT(dir_.read("run/metrics.jsonl"), HasSubstr(",\"samples\":"));
}

TEST_F(NoiseMeasureTest, BatchesThatCannotTellAreRefusedBeforeAnythingIsMade) {
  run::TrainOptions options = measured("run");
  options.micro_batch = 4;
  EXPECT_EQ(error(options),
            "--micro-batch: the noise scale is measured between micro-batches, and 4 sequences are the "
            "whole batch of 4; take 2 or fewer, or leave it out");
  plan_.training.batch = 1;
  EXPECT_THAT(error(measured("run")), StartsWith("--measure noise-scale: noise is measured between the sequences of a "
                                                 "batch, and this plan's batch has 1"));
  EXPECT_FALSE(std::filesystem::exists(dir_.file("run")));
}

TEST_F(NoiseMeasureTest, SaysTheScaleInTokensAndWhatToDoWithIt) {
  auto model = Model::build(plan_, torch::kCPU, plan::Precision::fp32);
  ASSERT_TRUE(model);
  const std::string tensors = [&] {
    std::string text = " 0.01 3";  // (1 - decay) times |G|^2 = 1, tr(Sigma) = 300
    for (std::size_t i = 1; i < plan_.tensors.size(); ++i) text += " 0 0";
    return text;
  }();
  const NoiseMeasure measure(plan_, model->parameters(), "1" + tensors);
  EXPECT_THAT(measure.words(),
              ElementsAre("the gradient noise scale, about the critical batch, is 2.4k tokens (300 sequences) a step; "
                          "this run's batch is 32",
                          "`critical-batch = 2400` under [lint.options] in cdp.toml tells it to `cdp lint`"));
  const auto lines = measure.lines(12);
  ASSERT_FALSE(lines.empty());
  EXPECT_NEAR(lines.front().items, 2400, 1e-9);
  EXPECT_THAT(NoiseMeasure(plan_, model->parameters(), {}).words(),
              ElementsAre(StartsWith("the gradient noise scale cannot be told")));
  EXPECT_TRUE(NoiseMeasure(plan_, model->parameters(), "no text").lines(12).empty());
}

}  // namespace
}  // namespace cdp::runtime::testing
