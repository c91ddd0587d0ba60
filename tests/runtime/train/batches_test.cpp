// Batches: the loader's windows, a table's rows in their order.
#include "runtime/train/batches.h"

#include <gmock/gmock.h>

#include "tests/compiler/plan/sample_classifier.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

class TextBatchesTest : public ::testing::Test {
 protected:
  plan::Plan plan_ = tiny_plan();
  TextData data_{Corpus::of_text(tiny_text()), *split_corpus(8000, 8), 8};
  TextBatches batches_{data_, plan_.training, torch::kCPU};
};

TEST_F(TextBatchesTest, AreTheLoadersWindows) {
  const Batch batch = batches_.training(3);
  const Loader loader(data_.corpus, data_.split, 8, 1);
  std::vector<std::int64_t> inputs(32), targets(32);
  loader.read(12, inputs, targets);
  EXPECT_TRUE(at::equal(batch.inputs, torch::tensor(inputs).view({4, 8})));
  EXPECT_TRUE(at::equal(batch.targets, torch::tensor(targets).view({4, 8})));
  EXPECT_EQ(batches_.items_per_step(), 32);
}

TEST_F(TextBatchesTest, EvaluationReadsHeldOutWindows) {
  const Batch batch = batches_.held_out();
  EXPECT_EQ(batch.inputs.size(0), static_cast<std::int64_t>(held_out_windows(data_.split, 8, 2048).size()));
  std::vector<std::int64_t> first(8);
  data_.corpus.read(data_.split.held_out.front().begin, first);
  EXPECT_TRUE(at::equal(batch.inputs[0], torch::tensor(first)));
  EXPECT_TRUE(at::equal(batch.inputs.slice(1, 1), batch.targets.slice(1, 0, 7)));
}

Samples samples_of(TargetKind kind, int targets = 1) {
  Table table;
  table.kind = kind;
  table.columns = {"a", "b"};
  table.predicted.assign(static_cast<std::size_t>(targets), "y");
  table.files = {"t.csv"};
  table.rows = 10;
  for (int row = 0; row < 10; ++row) {
    table.features.insert(table.features.end(), {row * 1.0, row * row * 1.0});
    for (int target = 0; target < targets; ++target) table.targets.push_back((row + target) % 2 * (1 + target));
  }
  table.classes = 2;
  return *Samples::make(std::move(table));
}

TEST(SampleBatchesTest, AreRowsInTheOrderOfTheSamples) {
  const plan::Plan plan = plan::testing::sample_classifier(2, 2);
  const Samples samples = samples_of(TargetKind::kLabels);
  const SampleBatches batches(samples, plan.training, torch::kCPU);
  const Batch batch = batches.training(5);
  ASSERT_EQ(batch.inputs.sizes(), at::IntArrayRef({4, 2}));
  ASSERT_EQ(batch.targets.sizes(), at::IntArrayRef({4}));
  for (std::int64_t i = 0; i < 4; ++i) {
    const std::int64_t row = samples.row_of(20 + i, plan.training.seed);
    std::vector<float> features(2);
    samples.read_features(row, features);
    EXPECT_TRUE(at::equal(batch.inputs[i], torch::tensor(features))) << i;
    EXPECT_EQ(batch.targets[i].item<std::int64_t>(), row % 2) << i;
  }
  EXPECT_EQ(batches.items_per_step(), 4);
}

TEST(SampleBatchesTest, NumbersToPredictAreAColumn) {
  const Samples samples = samples_of(TargetKind::kNumbers);
  const SampleBatches batches(samples, plan::testing::sample_classifier(2, 2).training, torch::kCPU);
  const Batch batch = batches.held_out();
  EXPECT_EQ(batch.inputs.sizes(), at::IntArrayRef({2, 2}));
  ASSERT_EQ(batch.targets.sizes(), at::IntArrayRef({2, 1}));
  EXPECT_EQ(batch.targets[1][0].item<float>(), samples.target(samples.held_out_rows()[1], 0));
}

TEST(SampleBatchesTest, SeveralNumbersToPredictAreARowEach) {
  const Samples samples = samples_of(TargetKind::kNumbers, 3);
  const SampleBatches batches(samples, plan::testing::sample_classifier(2, 2).training, torch::kCPU);
  const Batch batch = batches.held_out();
  ASSERT_EQ(batch.targets.sizes(), at::IntArrayRef({2, 3}));
  for (std::int64_t i = 0; i < 2; ++i)
    for (std::int64_t output = 0; output < 3; ++output) {
      const std::int64_t row = samples.held_out_rows()[static_cast<std::size_t>(i)];
      const Scale scale = samples.target_scales()[static_cast<std::size_t>(output)];
      const double written = batch.targets[i][output].item<double>() * scale.std + scale.mean;
      EXPECT_NEAR(written, static_cast<double>((row + output) % 2 * (1 + output)), 1e-6) << row << ", " << output;
    }
}

}  // namespace
}  // namespace cdp::runtime::testing
