// Compares a function and its gradients with a reference, on the same inputs.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "runtime/torch_compat.h"

namespace cdp::runtime {

using Tensors = std::vector<at::Tensor>;
using Function = std::function<at::Tensor(const Tensors&)>;

/// The result, then the gradients of sum(result * noise) by each input.
inline Tensors with_gradients(const Function& function, const Tensors& inputs) {
  Tensors leaves;
  for (const at::Tensor& input : inputs) leaves.push_back(input.detach().set_requires_grad(true));
  const at::Tensor result = function(leaves);
  const at::Tensor noise = at::cos(at::arange(result.numel(), at::kFloat)).view(result.sizes());
  (result.to(at::kFloat) * noise).sum().backward();
  Tensors out = {result.detach()};
  for (const at::Tensor& leaf : leaves) out.push_back(leaf.grad().defined() ? leaf.grad() : at::zeros_like(leaf));
  return out;
}

/// Relative to each tensor's largest entry, or to 0.1 where all are smaller. The reference runs in fp32 on the same
/// values.
inline void expect_same(const Function& function, const Function& reference, const Tensors& inputs, double tolerance) {
  Tensors wide;
  for (const at::Tensor& input : inputs) wide.push_back(input.to(at::kFloat));
  const Tensors found = with_gradients(function, inputs);
  const Tensors expected = with_gradients(reference, wide);
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_EQ(found[i].sizes(), expected[i].sizes());
    EXPECT_EQ(found[i].scalar_type(), inputs[0].scalar_type());
    const double error = (found[i].to(at::kFloat) - expected[i]).abs().max().item<double>();
    const double size = expected[i].abs().max().item<double>();
    EXPECT_LE(error, tolerance * std::max(size, 0.1)) << (i == 0 ? "result" : "gradient of input ") << i;
  }
}

}  // namespace cdp::runtime
