// The distributions: normal by Box-Muller, uniform, orthogonal by modified Gram-Schmidt (our own, so that no LAPACK
// decides the bits), zeros and ones.
#include "runtime/graph/init.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "compiler/base/check.h"
#include "runtime/graph/philox.h"

namespace cdp::runtime {
namespace {

constexpr std::int64_t kGrain = 1 << 14;

/// Fills whole blocks of four in parallel: make(bits) -> four values.
template <class Make>
void fill_blocks(float* out, std::int64_t count, const Philox& random, const Make& make) {
  at::parallel_for(0, (count + 3) / 4, kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t block = begin; block < end; ++block) {
      const std::array<double, 4> values = make(random.block(static_cast<std::uint64_t>(block)));
      for (std::int64_t i = 0; i < 4 && block * 4 + i < count; ++i) {
        out[block * 4 + i] = static_cast<float>(values[static_cast<std::size_t>(i)]);
      }
    }
  });
}

void fill_normal(float* out, std::int64_t count, const Philox& random, double std) {
  fill_blocks(out, count, random, [std](const std::array<std::uint32_t, 4>& bits) {
    std::array<double, 4> z{};
    for (std::size_t pair = 0; pair < 4; pair += 2) {
      const double radius = std * std::sqrt(-2.0 * std::log(unit_interval(bits[pair])));
      const double angle = 2.0 * std::numbers::pi * unit_interval(bits[pair + 1]);
      z[pair] = radius * std::cos(angle);
      z[pair + 1] = radius * std::sin(angle);
    }
    return z;
  });
}

void fill_uniform(float* out, std::int64_t count, const Philox& random, double std) {
  const double half_width = std * std::numbers::sqrt3;
  fill_blocks(out, count, random, [half_width](const std::array<std::uint32_t, 4>& bits) {
    std::array<double, 4> u{};
    for (std::size_t i = 0; i < 4; ++i) u[i] = half_width * (2.0 * unit_interval(bits[i]) - 1.0);
    return u;
  });
}

double dot(const double* a, const double* b, std::int64_t width) {
  constexpr std::int64_t kLanes = 8;  // a fixed order of summation that can still be vectorised
  std::array<double, kLanes> sums{};
  std::int64_t i = 0;
  for (; i + kLanes <= width; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane)
      sums[static_cast<std::size_t>(lane)] += a[i + lane] * b[i + lane];
  }
  for (; i < width; ++i) sums[0] += a[i] * b[i];
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

/// Makes the `count` vectors of `width` orthonormal in place; twice through, so that rounding doesn't show.
void orthonormalise(std::vector<double>& vectors, std::int64_t count, std::int64_t width) {
  const auto row = [&](std::int64_t i) { return vectors.data() + i * width; };
  for (int pass = 0; pass < 2; ++pass) {
    for (std::int64_t i = 0; i < count; ++i) {
      double* const a = row(i);
      const double norm = std::sqrt(dot(a, a, width));
      for (std::int64_t j = 0; j < width; ++j) a[j] /= norm;
      at::parallel_for(i + 1, count, std::max<std::int64_t>(1, kGrain / width),
                       [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t later = begin; later < end; ++later) {
                           double* const b = row(later);
                           const double along = dot(a, b, width);
                           for (std::int64_t j = 0; j < width; ++j) b[j] -= along * a[j];
                         }
                       });
    }
  }
}

/// `out` holds independent normal values and gets the matrix.
void make_orthogonal(float* out, std::int64_t rows, std::int64_t columns, double std) {
  const bool wide = rows <= columns;
  const std::int64_t count = wide ? rows : columns;
  const std::int64_t width = wide ? columns : rows;
  std::vector<double> vectors(out, out + rows * columns);  // independent entries: any layout will do
  orthonormalise(vectors, count, width);
  const double factor = std * std::sqrt(static_cast<double>(width));
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      const auto at = static_cast<std::size_t>(wide ? r * width + c : c * width + r);
      out[r * columns + c] = static_cast<float>(factor * vectors[at]);
    }
  }
}

/// A matrix, or a bank of them: (experts, out, in).
void fill_orthogonal(float* out, const std::vector<std::int64_t>& shape, const Philox& random, double std) {
  const std::int64_t columns = shape.back();
  const std::int64_t rows = shape[shape.size() - 2];
  std::int64_t matrices = 1;
  for (std::size_t i = 0; i + 2 < shape.size(); ++i) matrices *= shape[i];
  fill_normal(out, matrices * rows * columns, random, 1.0);
  for (std::int64_t i = 0; i < matrices; ++i) make_orthogonal(out + i * rows * columns, rows, columns, std);
}

}  // namespace

torch::Tensor initial_values(const plan::Tensor& tensor, std::int64_t seed) {
  at::Tensor values = at::empty(tensor.shape, at::kFloat);
  const Philox generator(seed, tensor.name);
  float* out = values.data_ptr<float>();
  CHECK(tensor.init.std.has_value() == plan::has_std(tensor.init.distribution));
  const double std = tensor.init.std.value_or(0);
  switch (tensor.init.distribution) {
    case plan::Distribution::zeros:
      return values.zero_();
    case plan::Distribution::ones:
      return values.fill_(1.0);
    case plan::Distribution::normal:
      fill_normal(out, values.numel(), generator, std);
      break;
    case plan::Distribution::uniform:
      fill_uniform(out, values.numel(), generator, std);
      break;
    case plan::Distribution::orthogonal:
      fill_orthogonal(out, tensor.shape, generator, std);
      break;
  }
  return values;
}

}  // namespace cdp::runtime
