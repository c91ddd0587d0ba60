// Splits of matrices whose eigenvalues are known, and those that are computed in a smaller matrix.
#include "runtime/train/split_change.h"

#include <gtest/gtest.h>

#include <limits>

namespace cdp::runtime {
namespace {

torch::Tensor matrix(std::vector<double> numbers, std::vector<std::int64_t> shape) {
  return torch::tensor(numbers, torch::kDouble).reshape(shape).to(torch::kFloat);
}

/// Numbers without any order, the same everywhere.
torch::Tensor some(std::vector<std::int64_t> shape, double shift) {
  const torch::Tensor zeros = torch::zeros(shape, torch::kDouble);
  return at::sin(at::arange(zeros.numel(), torch::kDouble) * 12.9898 + shift).reshape(shape).to(torch::kFloat);
}

void expect_tops(const SplitChange& split, const std::vector<double>& tops) {
  ASSERT_EQ(split.tops.size(), tops.size());
  for (std::size_t i = 0; i < tops.size(); ++i) EXPECT_NEAR(split.tops[i], tops[i], 1e-6) << i;
}

TEST(SplitChange, OfDiagonalsIsTheirProducts) {
  const SplitChange split =
      split_change(matrix({1, 0, 0, 0, 2, 0, 0, 0, 4}, {3, 3}), matrix({3, 0, 0, 0, -2, 0, 0, 0, 0.25}, {3, 3}));
  EXPECT_NEAR(split.change, 0, 1e-9);  // 3 - 4 + 1
  EXPECT_NEAR(split.size, 8, 1e-9);
  expect_tops(split, {-4, -1, 0});  // by size, not by sign
}

/// G = u v^T and dW = x y^T: (u.x) (v.y +- |v| |y|) / 2, of u.x = 2, v.y = 3, |v| = 5, |y| = 1.
TEST(SplitChange, OfRankOneIsAPair) {
  const torch::Tensor u = matrix({2, 1}, {2, 1}), v = matrix({3, 4, 0}, {1, 3});
  const torch::Tensor x = matrix({1, 0}, {2, 1}), y = matrix({1, 0, 0}, {1, 3});
  const SplitChange split = split_change(at::matmul(u, v), at::matmul(x, y));
  EXPECT_NEAR(split.change, 6, 1e-9);
  EXPECT_NEAR(split.size, 10, 1e-6);
  expect_tops(split, {8, 6, 6});
}

/// The side counts: of the transposed matrices the pair is another one, (v.y) (u.x +- |u| |x|) / 2.
TEST(SplitChange, IsOfTheColumns) {
  const torch::Tensor u = matrix({2, 1}, {1, 2}), v = matrix({3, 4, 0}, {3, 1});
  const torch::Tensor x = matrix({1, 0}, {1, 2}), y = matrix({1, 0, 0}, {3, 1});
  const SplitChange split = split_change(at::matmul(v, u), at::matmul(y, x));
  const double half = std::sqrt(5.0) / 2 * 3;
  expect_tops(split, {3 + half, 6});
}

TEST(SplitChange, OfAWideMatrixIsThatOfItsManyColumns) {
  const torch::Tensor g = some({2, 9}, 1), dw = some({2, 9}, 2);
  const SplitChange split = split_change(g, dw);
  const torch::Tensor product = at::matmul(g.to(torch::kDouble).t(), dw.to(torch::kDouble));
  const torch::Tensor values = at::linalg_eigvalsh((product + product.t()) / 2);
  const torch::Tensor order = at::argsort(at::abs(values), 0, /*descending=*/true);
  const torch::Tensor sums = at::cumsum(at::index_select(values, 0, order), 0);
  expect_tops(split, {sums[0].item<double>(), sums[1].item<double>(), sums[8].item<double>()});
  EXPECT_NEAR(split.change, sums[8].item<double>(), 1e-6);
  EXPECT_NEAR(split.size, at::abs(values).sum().item<double>(), 1e-6);
  EXPECT_GT(std::abs(split.tops[0] - split.change), 0.01) << "there must be something to split";
}

TEST(SplitChange, OfAVectorIsOneEigenvalue) {
  const SplitChange split = split_change(matrix({1, 2, 3}, {3}), matrix({1, -1, 0.5}, {3}));
  EXPECT_DOUBLE_EQ(split.change, 0.5);
  expect_tops(split, {0.5});
}

TEST(SplitChange, OfABankIsTheSumOfItsMatrices) {
  const torch::Tensor g = some({3, 4, 5}, 3), dw = some({3, 4, 5}, 4);
  const SplitChange whole = split_change(g, dw);
  std::vector<double> tops(whole.tops.size());
  for (std::int64_t i = 0; i < 3; ++i) {
    const SplitChange one = split_change(g[i], dw[i]);
    ASSERT_EQ(one.tops.size(), 4U);  // 1, 2, 4 and all 5
    for (std::size_t k = 0; k < 4; ++k) tops[k] += one.tops[k];
  }
  expect_tops(whole, tops);
}

TEST(SplitChange, OfWhatIsNotFiniteHasNoEigenvalues) {
  const SplitChange split =
      split_change(matrix({1, std::numeric_limits<double>::infinity()}, {1, 2}), matrix({1, 1}, {1, 2}));
  EXPECT_FALSE(std::isfinite(split.change));
  EXPECT_TRUE(split.tops.empty());
}

}  // namespace
}  // namespace cdp::runtime
