// Muon's update of matrices (Keller Jordan, 2024; arXiv:2502.16982): momentum, made orthogonal, as the step.
#pragma once

#include "runtime/optim/update.h"

namespace cdp::runtime {

/// The matrices' nearest orthogonal ones, roughly: five Newton-Schulz iterations bring every singular value of each
/// to between 0.5 and 1.5. (..., rows, columns) in fp32 -> the same; on CUDA the iterations run in bf16.
[[nodiscard]] at::Tensor orthogonal(const at::Tensor& matrices);

/// Tensors of two dimensions are matrices, those of more are stacks of them: (experts, out, in). `gradient_scale` is as
/// gradients_of() has it.
void update_by_muon(const std::vector<UpdateTensor>& tensors, const at::Tensor& gradient_scale);

}  // namespace cdp::runtime
