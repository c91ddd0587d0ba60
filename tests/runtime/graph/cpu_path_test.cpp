// The way of a GPU's tensors, gone on the CPU: it is another one, and ends at the same numbers.
#include "runtime/graph/cpu_path.h"

#include <gtest/gtest.h>

#include <optional>

#include "runtime/graph/model.h"
#include "runtime/graph/ops/cpu.h"
#include "runtime/optim/optimizer.h"
#include "tests/compiler/plan/sample_plan.h"
#include "tests/runtime/graph/generic_path.h"

namespace cdp::runtime {
namespace {

using testing::GenericPath;

TEST(CpuPath, IsTheKernelsUnlessAskedOtherwise) {
  const at::Tensor x = at::ones({2, 2});
  EXPECT_TRUE(cpu::takes(x));
  EXPECT_FALSE(goes_generic(at::kCPU));
  EXPECT_TRUE(goes_generic(at::kCUDA));
  {
    const GenericPath generic;
    EXPECT_FALSE(cpu::takes(x));
    EXPECT_TRUE(goes_generic(at::kCPU));
  }
  EXPECT_TRUE(cpu::takes(x));
}

/// What three steps make of the sample plan's values.
std::vector<at::Tensor> trained(bool generic, plan::Precision precision) {
  std::optional<GenericPath> path;
  if (generic) path.emplace();
  const plan::Plan plan =
      plan::testing::sample_plan({.depth = 2, .width = 32, .heads = 4, .vocab = 50, .context = 40, .because = false});
  Model model = *Model::build(plan, at::kCPU, precision);
  Optimizer optimizer(plan, model.parameters());
  const at::Tensor ids = (at::arange(80, at::kLong) * 7).remainder(50).view({2, 40});
  for (int step = 0; step < 3; ++step) {
    const at::Tensor logits = model.forward(ids).to(at::kFloat);
    at::cross_entropy_loss(logits.flatten(0, 1), (ids + 1).remainder(50).flatten()).backward();
    const at::Tensor norm = optimizer.gradient_norm();
    optimizer.step(1, at::clamp_max(0.5 / norm, 1));
    optimizer.forget_gradients();
  }
  std::vector<at::Tensor> values;
  for (const Parameter& one : model.parameters()) values.push_back(one.master.detach().clone());
  return values;
}

void expect_equal_ways(plan::Precision precision, double tolerance) {
  const auto kernels = trained(false, precision), generic = trained(true, precision);
  bool other_bits = false;
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    EXPECT_LT((kernels[i] - generic[i]).norm().item<double>(), tolerance * kernels[i].norm().item<double>()) << i;
    other_bits |= !at::equal(kernels[i], generic[i]);
  }
  EXPECT_TRUE(other_bits) << "the same way twice";
}

TEST(CpuPath, BothWaysTrainAlikeInFp32) {
  expect_equal_ways(plan::Precision::fp32, 1e-4);
}
TEST(CpuPath, BothWaysTrainAlikeInBf16) {
  expect_equal_ways(plan::Precision::bf16, 5e-2);
}

}  // namespace
}  // namespace cdp::runtime
