// One step's work: the loss by its formula, gradients whatever the micro-batch, evaluation as a mean over windows.
#include "runtime/train/step.h"

#include <gmock/gmock.h>

#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

class Step : public ::testing::Test {
 protected:
  Step() { at::set_num_threads(1); }

  plan::Plan plan_ = tiny_plan();
  Corpus corpus_ = Corpus::of_text(tiny_text());
  Split split_ = *split_corpus(corpus_.size(), 8);
  Loader loader_{corpus_, split_, 8, 1};
  Model model_ = *Model::build(plan_, torch::kCPU, Precision::kFp32);
};

TEST(NextTokenLoss, IsTheMeanOfMinusLogSoftmax) {
  const torch::Tensor logits = torch::randn({2, 3, 5});
  const torch::Tensor targets = torch::randint(0, 5, {2, 3}, torch::kLong);
  double expected = 0;
  for (std::int64_t b = 0; b < 2; ++b) {
    for (std::int64_t t = 0; t < 3; ++t) {
      const torch::Tensor row = at::log_softmax(logits[b][t].to(torch::kDouble), 0);
      expected -= row[targets[b][t].item<std::int64_t>()].item<double>() / 6;
    }
  }
  EXPECT_NEAR(next_token_loss(logits, targets).item<double>(), expected, 1e-5);
}

TEST_F(Step, BatchesAreTheLoadersWindows) {
  const Batch batch = training_batch(loader_, 3, 4, 8, torch::kCPU);
  std::vector<std::int64_t> inputs(32), targets(32);
  loader_.read(12, inputs, targets);
  EXPECT_TRUE(at::equal(batch.inputs, torch::tensor(inputs).view({4, 8})));
  EXPECT_TRUE(at::equal(batch.targets, torch::tensor(targets).view({4, 8})));
}

TEST_F(Step, GradientsAreThoseOfTheWholeBatch) {
  const Batch batch = training_batch(loader_, 0, 4, 8, torch::kCPU);
  const double whole = accumulate_gradients(model_, batch, 4, torch::kCPU).item<double>();
  std::vector<torch::Tensor> gradients;
  for (const Parameter& parameter : model_.parameters()) {
    gradients.push_back(parameter.compute.grad().clone());
    parameter.compute.grad().zero_();
  }
  const double parts = accumulate_gradients(model_, batch, 3, torch::kCPU).item<double>();
  EXPECT_NEAR(whole, parts, 1e-5);
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    EXPECT_TRUE(at::allclose(model_.parameters()[i].compute.grad(), gradients[i], 1e-3, 1e-5))
        << model_.parameters()[i].name;
  }
}

TEST_F(Step, EvaluationIsTheMeanOverItsWindows) {
  const auto windows = held_out_windows(split_, 8, 7);
  ASSERT_EQ(windows.size(), 7U);
  double sum = 0;
  for (const std::int64_t window : windows) sum += evaluate(model_, corpus_, {window}, 8, 1, torch::kCPU);
  EXPECT_NEAR(evaluate(model_, corpus_, windows, 8, 3, torch::kCPU), sum / 7, 1e-5);
  EXPECT_FALSE(model_.parameters()[0].compute.grad().defined());
}

}  // namespace
}  // namespace cdp::runtime::testing
