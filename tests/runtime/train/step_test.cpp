// One step's work: gradients whatever the micro-batch, evaluation as a mean over rows.
#include "runtime/train/step.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

class Step : public ::testing::Test {
 protected:
  Step() { at::set_num_threads(1); }

  plan::Plan plan_ = tiny_plan();
  TextData data_{Corpus::of_text(tiny_text()), *split_corpus(8000, 8), 8};
  TextBatches batches_{data_, plan_.training, torch::kCPU};
  Model model_ = *Model::build(plan_, torch::kCPU, plan::Precision::fp32);
};

TEST_F(Step, GradientsAreThoseOfTheWholeBatch) {
  const Batch batch = batches_.training(0);
  const double whole = accumulate_gradients(model_, batch, cross_entropy, 4, torch::kCPU).item<double>();
  std::vector<torch::Tensor> gradients;
  for (const Parameter& parameter : model_.parameters()) gradients.push_back(parameter.gradient().clone());
  for (Parameter& parameter : model_.parameters()) parameter.forget_gradient();
  const double parts = accumulate_gradients(model_, batch, cross_entropy, 3, torch::kCPU).item<double>();
  EXPECT_NEAR(whole, parts, 1e-5);
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    EXPECT_TRUE(at::allclose(model_.parameters()[i].compute.grad(), gradients[i], 1e-3, 1e-5))
        << model_.parameters()[i].name;
  }
}

/// How far bf16's gradient is from fp32's, over its norm, in micro-batches of one row.
double distance_in_parts(const plan::Plan& plan, const Batch& batch, std::int64_t micro_batch) {
  Model wide = *Model::build(plan, torch::kCPU, plan::Precision::fp32);
  Model narrow = *Model::build(plan, torch::kCPU, plan::Precision::bf16);
  static_cast<void>(accumulate_gradients(wide, batch, cross_entropy, micro_batch, torch::kCPU));
  static_cast<void>(accumulate_gradients(narrow, batch, cross_entropy, micro_batch, torch::kCPU));
  double off = 0, all = 0;
  for (std::size_t i = 0; i < wide.parameters().size(); ++i) {
    const torch::Tensor truth = wide.parameters()[i].gradient(), found = narrow.parameters()[i].gradient();
    EXPECT_TRUE(micro_batch == batch.inputs.size(0) || found.scalar_type() == at::kFloat);
    off += at::square(found.to(at::kFloat) - truth).sum().item<double>();
    all += at::square(truth).sum().item<double>();
  }
  return std::sqrt(off / all);
}

TEST_F(Step, MicroBatchesAreAddedInFp32) {
  const Batch few = batches_.training(0);
  const Batch many{few.inputs.repeat({64, 1}), few.targets.repeat({64, 1})};
  const double whole = distance_in_parts(plan_, many, many.inputs.size(0));
  EXPECT_LT(distance_in_parts(plan_, many, 1), 1.1 * whole)
      << "the sum of 256 gradients in bf16 would lose most of them";
}

TEST_F(Step, MeasuresAreMeansOverRows) {
  const Batch batch = batches_.training(0);  // 4 rows
  const std::vector<Measure> measures = {cross_entropy, accuracy};
  const auto whole = mean_measures(model_, batch, measures, 4, torch::kCPU);
  const auto parts = mean_measures(model_, batch, measures, 3, torch::kCPU);
  const at::NoGradGuard no_grad;
  const torch::Tensor outputs = model_.forward(batch.inputs);
  EXPECT_NEAR(whole[0], cross_entropy(outputs, batch.targets).item<double>(), 1e-5);
  EXPECT_NEAR(whole[1], accuracy(outputs, batch.targets).item<double>(), 1e-6);
  EXPECT_NEAR(whole[0], parts[0], 1e-5);
  EXPECT_NEAR(whole[1], parts[1], 1e-6);
  EXPECT_FALSE(model_.parameters()[0].compute.grad().defined());
}

}  // namespace
}  // namespace cdp::runtime::testing
