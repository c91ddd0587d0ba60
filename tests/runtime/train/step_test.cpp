// One step's work: gradients whatever the micro-batch, evaluation as a mean over rows.
#include "runtime/train/step.h"

#include <gmock/gmock.h>

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
  for (const Parameter& parameter : model_.parameters()) {
    gradients.push_back(parameter.compute.grad().clone());
    parameter.compute.grad().zero_();
  }
  const double parts = accumulate_gradients(model_, batch, cross_entropy, 3, torch::kCPU).item<double>();
  EXPECT_NEAR(whole, parts, 1e-5);
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    EXPECT_TRUE(at::allclose(model_.parameters()[i].compute.grad(), gradients[i], 1e-3, 1e-5))
        << model_.parameters()[i].name;
  }
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
