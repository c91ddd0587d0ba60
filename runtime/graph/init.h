// Initial values of a tensor as the plan says. Which tensors there are is build's business.
#pragma once

#include "compiler/plan/plan.h"
#include "runtime/torch_compat.h"

namespace cdp::runtime {

/// A new fp32 CPU tensor of the shape that a valid plan gives it. Values depend on the seed and the tensor's name only.
/// `std` is the root mean square of the entries in every distribution: uniform is over [-std sqrt 3, std sqrt 3];
/// orthogonal has orthonormal rows or columns (whichever are fewer) times std sqrt(max(rows, columns)), each matrix of
/// a bank (experts, out, in) by itself.
[[nodiscard]] torch::Tensor initial_values(const plan::Tensor& tensor, std::int64_t seed);

}  // namespace cdp::runtime
