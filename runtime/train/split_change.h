// The first-order change of the loss that a displacement of one tensor makes, split by the eigenvalues of
// (G^T dW + dW^T G) / 2 (arXiv:2512.22768).
#pragma once

#include <vector>

#include "runtime/torch_compat.h"

namespace cdp::runtime {

struct SplitChange {
  double change = 0;         // <G, dW>; not finite: there are no eigenvalues
  double size = 0;           // of the eigenvalues, without their signs
  std::vector<double> tops;  // sums of the 1, 2, 4, ... that are largest without their sign; the last: of all
};

/// Gradient and displacement have the shape of the tensor, (out, in) of a matrix. A vector is a matrix with one column,
/// which has one eigenvalue; of a bank of matrices each is split alone, and their sums are added. In double precision.
[[nodiscard]] SplitChange split_change(const torch::Tensor& gradient, const torch::Tensor& displacement);

}  // namespace cdp::runtime
