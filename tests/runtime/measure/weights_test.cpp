// Sizes of weights, gradients and updates over two steps.
#include "runtime/measure/weights.h"

#include <gtest/gtest.h>

#include "tests/compiler/plan/sample_classifier.h"

namespace cdp::runtime {
namespace {

TEST(Weights, SizesOfWeightsGradientsAndUpdates) {
  Model model = *Model::build(plan::testing::sample_classifier(), torch::kCPU, plan::Precision::fp32);
  for (Parameter& parameter : model.parameters()) {
    const at::NoGradGuard no_grad;
    parameter.master.fill_(2);
  }
  Weights weights(model);
  run::TensorLine at{{{"width", 8}}, 1, 1, ""};
  for (int step = 1; step <= 2; ++step) {
    model.parameters()[0].compute.mutable_grad() = torch::full({8, 4}, 5.0F);
    weights.before_step(model);
    const at::NoGradGuard no_grad;
    model.parameters()[0].master.sub_(0.5);
    at.step = step;
    const auto lines = weights.after_step(model, at);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].tensor, "up.weight");
    EXPECT_EQ(lines[0].step, step);
    EXPECT_NEAR(*lines[0].gradient, 5, 1e-6);
    EXPECT_NEAR(*lines[0].weight, step == 1 ? 2 : 1.5, 1e-6);
    EXPECT_NEAR(*lines[0].update, 0.5, 1e-6);
    EXPECT_NEAR(*lines[0].change, 0.5 * step, 1e-6);
    EXPECT_EQ(*lines[1].gradient, 0);
    EXPECT_EQ(*lines[1].update, 0);
  }
}

}  // namespace
}  // namespace cdp::runtime
