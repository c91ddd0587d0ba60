// Matrices of one shape go through the iterations together, as one batch, so that a step is some dozens of launches
// however many layers there are.
#include "runtime/optim/muon.h"

#include <map>
#include <utility>

#include "runtime/graph/cpu_path.h"

namespace cdp::runtime {
namespace {

/// The quintic a x + b x^3 + c x^5 of Keller Jordan's write-up: steepest at 0 among those that stay near 1.
constexpr double kA = 3.4445, kB = -4.7750, kC = 2.0315;
constexpr int kIterations = 5;
constexpr double kTiny = 1e-7;  // against division by zero: a gradient of zeros makes no step

/// Numbers in a batch at most, so that the iterations' memory stays bounded (some 6 times as many bytes a number).
constexpr std::int64_t kBatchNumbers = std::int64_t{1} << 26;

using Shape = std::pair<std::int64_t, std::int64_t>;

Shape shape_of(const at::Tensor& tensor) {
  return {tensor.size(-2), tensor.size(-1)};
}

/// Orthogonalises the directions in place, those of one shape together.
void orthogonalise(const std::vector<at::Tensor>& directions) {
  std::map<Shape, std::vector<at::Tensor>> groups;  // (count, rows, columns) each
  for (const at::Tensor& direction : directions) {
    const auto [rows, columns] = shape_of(direction);
    groups[{rows, columns}].push_back(direction.view({-1, rows, columns}));
  }
  for (const auto& [shape, group] : groups) {
    for (std::size_t begin = 0; begin < group.size();) {
      std::int64_t numbers = 0;
      std::vector<at::Tensor> batch;
      while (begin < group.size() && (batch.empty() || numbers + group[begin].numel() <= kBatchNumbers)) {
        numbers += group[begin].numel();
        batch.push_back(group[begin++]);
      }
      const at::Tensor done = orthogonal(batch.size() == 1 ? batch.front() : at::cat(batch));
      std::int64_t first = 0;
      for (const at::Tensor& part : batch) {
        part.copy_(done.narrow(0, first, part.size(0)));
        first += part.size(0);
      }
    }
  }
}

}  // namespace

at::Tensor orthogonal(const at::Tensor& matrices) {
  const at::NoGradGuard no_grad;
  const auto [rows, columns] = shape_of(matrices);
  at::Tensor x = matrices.reshape({-1, rows, columns});
  const bool tall = rows > columns;  // the smaller of x x^T and x^T x
  if (tall) x = x.transpose(1, 2);
  x = x / (x.norm(2, {1, 2}, /*keepdim=*/true) + kTiny);
  if (goes_generic(x.device())) x = x.to(at::kBFloat16);
  for (int i = 0; i < kIterations; ++i) {
    const at::Tensor a = at::bmm(x, x.transpose(1, 2));
    x = at::baddbmm(x, at::baddbmm(a, a, a, kB, kC), x, kA);
  }
  if (tall) x = x.transpose(1, 2);
  return x.to(at::kFloat).reshape(matrices.sizes());
}

void update_by_muon(const std::vector<UpdateTensor>& tensors, const at::Tensor& gradient_scale) {
  if (tensors.empty()) return;
  const at::NoGradGuard no_grad;
  const auto master = column(tensors, &UpdateTensor::master);
  const auto m = column(tensors, &UpdateTensor::m);
  const auto beta = scalars(tensors, [](const UpdateScalars& s) { return s.beta1; });
  auto weighted = gradients_of(tensors, gradient_scale);
  weighted = at::_foreach_mul(weighted, scalars(tensors, [](const UpdateScalars& s) { return 1.0 - s.beta1; }));
  at::_foreach_mul_(m, beta);
  at::_foreach_add_(m, weighted);
  auto directions = at::_foreach_mul(m, beta);  // Nesterov's: the gradient once more
  at::_foreach_add_(directions, weighted);
  orthogonalise(directions);
  at::_foreach_mul_(directions, scalars(tensors, [](const UpdateScalars& s) { return -s.rate; }));
  at::_foreach_mul_(master, scalars(tensors, [](const UpdateScalars& s) { return 1.0 - s.decay; }));
  at::_foreach_add_(master, directions);
  refresh_shadows(tensors);
}

}  // namespace cdp::runtime
