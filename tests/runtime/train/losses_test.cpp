// Losses and accuracy by their formulas.
#include "runtime/train/losses.h"

#include <gtest/gtest.h>

#include "compiler/plan/words.h"

namespace cdp::runtime {
namespace {

TEST(CrossEntropy, IsTheMeanOfMinusLogSoftmax) {
  const torch::Tensor logits = torch::randn({2, 3, 5});
  const torch::Tensor targets = torch::randint(0, 5, {2, 3}, torch::kLong);
  double expected = 0;
  for (std::int64_t b = 0; b < 2; ++b) {
    for (std::int64_t t = 0; t < 3; ++t) {
      const torch::Tensor row = at::log_softmax(logits[b][t].to(torch::kDouble), 0);
      expected -= row[targets[b][t].item<std::int64_t>()].item<double>() / 6;
    }
  }
  EXPECT_NEAR(cross_entropy(logits, targets).item<double>(), expected, 1e-5);
  EXPECT_NEAR(cross_entropy(logits[0], targets[0]).item<double>() + cross_entropy(logits[1], targets[1]).item<double>(),
              2 * expected, 1e-5);
}

TEST(MeanSquaredError, IsWhatItSays) {
  const torch::Tensor outputs = torch::tensor({1.0F, 2.0F, 4.0F}).view({3, 1});
  const torch::Tensor targets = torch::tensor({0.0F, 2.0F, 7.0F}).view({3, 1});
  EXPECT_NEAR(mean_squared_error(outputs, targets).item<double>(), 10.0 / 3, 1e-6);
  EXPECT_EQ(mean_squared_error(outputs.to(torch::kBFloat16), targets).scalar_type(), torch::kFloat);
}

TEST(Accuracy, IsTheShareOfLargestLogits) {
  const torch::Tensor logits = torch::tensor({3.0F, 1.0F, 0.0F, 0.0F, 2.0F, 1.0F}).view({2, 3});
  EXPECT_EQ(accuracy(logits, torch::tensor({0, 1}, torch::kLong)).item<double>(), 1);
  EXPECT_EQ(accuracy(logits, torch::tensor({0, 2}, torch::kLong)).item<double>(), 0.5);
}

TEST(LossOf, EachTask) {
  EXPECT_EQ(loss_of(plan::TaskKind::next_token), &cross_entropy);
  EXPECT_EQ(loss_of(plan::TaskKind::classify), &cross_entropy);
  EXPECT_EQ(loss_of(plan::TaskKind::regress), &mean_squared_error);
}

}  // namespace
}  // namespace cdp::runtime
