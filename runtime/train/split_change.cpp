// See split_change.h.
#include "runtime/train/split_change.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace cdp::runtime {
namespace {

/// (count, out, in) in double precision.
torch::Tensor as_matrices(const torch::Tensor& tensor) {
  const torch::Tensor whole = tensor.detach().to(at::kDouble);
  if (whole.dim() < 2) return whole.reshape({1, -1, 1});
  return whole.reshape({-1, whole.size(-2), whole.size(-1)});
}

/// Of (G^T dW + dW^T G) / 2, those that need not be 0: (count, at most twice `out`). With more than twice as many
/// columns as rows the matrix is A J A^T with A = (G^T, dW^T) of few columns and J = (0, 1; 1, 0) / 2; by A = Q R it
/// has the eigenvalues of the small matrix R J R^T.
torch::Tensor eigenvalues(const torch::Tensor& gradient, const torch::Tensor& displacement) {
  torch::Tensor left = gradient, right = displacement;
  const std::int64_t rows = gradient.size(1), columns = gradient.size(2);
  if (columns > 2 * rows) {
    const torch::Tensor both = at::cat({gradient, displacement}, 1).transpose(1, 2);  // (count, in, 2 out)
    const torch::Tensor r = std::get<1>(at::linalg_qr(both, "r"));                    // (count, 2 out, 2 out)
    left = r.narrow(2, 0, rows).transpose(1, 2);
    right = r.narrow(2, rows, rows).transpose(1, 2);
  }
  const torch::Tensor product = at::matmul(left.transpose(1, 2), right);
  return at::linalg_eigvalsh((product + product.transpose(1, 2)) / 2);
}

}  // namespace

SplitChange split_change(const torch::Tensor& gradient, const torch::Tensor& displacement) {
  const at::NoGradGuard no_grad;
  const torch::Tensor g = as_matrices(gradient), dw = as_matrices(displacement);
  SplitChange split;
  split.change = (g * dw).sum().item<double>();
  if (!std::isfinite(split.change)) return split;
  const torch::Tensor values = eigenvalues(g, dw);
  const torch::Tensor order = std::get<1>(at::sort(at::abs(values), /*dim=*/-1, /*descending=*/true));
  const torch::Tensor sums = at::cumsum(at::gather(values, -1, order), -1).sum(0).cpu().contiguous();
  split.size = at::abs(values).sum().item<double>();
  const std::int64_t count = sums.numel();
  for (std::int64_t k = 1; k < count; k *= 2) split.tops.push_back(sums.data_ptr<double>()[k - 1]);
  split.tops.push_back(sums.data_ptr<double>()[count - 1]);
  return split;
}

}  // namespace cdp::runtime
