// Initial values: moments against their formulas, and the same bits whatever the threads.
#include "runtime/graph/init.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::runtime {
namespace {

plan::Tensor tensor(const char* distribution, std::vector<std::int64_t> shape, std::optional<double> std = 0.02) {
  plan::Tensor made;
  made.name = "blocks.0.mlp.up.weight";
  made.shape = std::move(shape);
  made.init = {*find_word<plan::Distribution>(distribution), std};
  return made;
}

at::Tensor values(const plan::Tensor& made, std::int64_t seed = 1) {
  return initial_values(made, seed);
}

double moment(const at::Tensor& x, int power) {
  return x.to(at::kDouble).pow(power).mean().item<double>();
}

TEST(Init, NormalHasTheMomentsOfANormal) {
  const at::Tensor x = values(tensor("normal", {1000, 1000})) / 0.02;
  // Standard errors over 10^6 draws: 0.001, 0.0014, 0.0039, 0.0098; five of them.
  EXPECT_NEAR(moment(x, 1), 0, 0.005);
  EXPECT_NEAR(moment(x, 2), 1, 0.007);
  EXPECT_NEAR(moment(x, 3), 0, 0.02);
  EXPECT_NEAR(moment(x, 4), 3, 0.05);
}

TEST(Init, UniformHasItsStdAndBounds) {
  const at::Tensor x = values(tensor("uniform", {1000, 1000})) / 0.02;
  EXPECT_NEAR(moment(x, 1), 0, 0.005);
  EXPECT_NEAR(moment(x, 2), 1, 0.005);
  EXPECT_NEAR(moment(x, 4), 9.0 / 5.0, 0.01);
  EXPECT_LE(x.abs().max().item<double>(), std::sqrt(3.0) + 1e-6);
}

TEST(Init, NeighboursAreUncorrelated) {
  const at::Tensor x = values(tensor("normal", {1000001})) / 0.02;
  for (const std::int64_t lag : {1, 2, 4}) {
    const double product = (x.slice(0, lag) * x.slice(0, 0, 1000001 - lag)).mean().item<double>();
    EXPECT_NEAR(product, 0, 0.005) << "lag " << lag;
  }
}

TEST(Init, OrthogonalIsOrthogonalAndHasTheStdAskedFor) {
  for (const auto& shape : {std::vector<std::int64_t>{48, 96}, {96, 48}, {64, 64}}) {
    const at::Tensor x = values(tensor("orthogonal", shape)).to(at::kDouble);
    const bool wide = shape[0] <= shape[1];
    const at::Tensor gram = wide ? x.matmul(x.t()) : x.t().matmul(x);
    const double square = 0.02 * 0.02 * static_cast<double>(std::max(shape[0], shape[1]));
    EXPECT_LT((gram / square - at::eye(gram.size(0), at::kDouble)).abs().max().item<double>(), 1e-6);
    EXPECT_NEAR(std::sqrt(moment(x, 2)), 0.02, 1e-8);
  }
}

TEST(Init, OrthogonalHoldsForEachMatrixOfABank) {
  const at::Tensor bank = values(tensor("orthogonal", {3, 16, 32})).to(at::kDouble);
  for (const at::Tensor& x : bank.unbind(0))
    EXPECT_LT((x.matmul(x.t()) / (0.02 * 0.02 * 32) - at::eye(16, at::kDouble)).abs().max().item<double>(), 1e-6);
  EXPECT_FALSE(at::equal(bank[0], bank[1]));
  EXPECT_NEAR(std::sqrt(moment(bank, 2)), 0.02, 1e-8);
}

TEST(Init, ZerosAndOnesNeedNoStd) {
  EXPECT_TRUE(at::equal(values(tensor("zeros", {3, 2}, {})), at::zeros({3, 2})));
  EXPECT_TRUE(at::equal(values(tensor("ones", {5}, {})), at::ones({5})));
}

TEST(Init, BitsDependOnSeedAndNameOnly) {
  const int threads = at::get_num_threads();
  for (const char* distribution : {"normal", "uniform", "orthogonal"}) {
    plan::Tensor one = tensor(distribution, {257, 129});
    at::set_num_threads(1);
    const at::Tensor serial = values(one);
    at::set_num_threads(4);
    const at::Tensor parallel = values(one);
    at::set_num_threads(threads);
    EXPECT_TRUE(at::equal(serial, parallel)) << distribution;
    EXPECT_FALSE(at::equal(serial, values(one, 2))) << distribution;
    one.name = "blocks.1.mlp.up.weight";
    EXPECT_FALSE(at::equal(serial, values(one))) << distribution;
  }
}

TEST(Init, FirstValuesStayWhatTheyWere) {  // a change here changes every run's start
  const at::Tensor x = values(tensor("uniform", {4}, 1.0));
  const at::Tensor again = values(tensor("uniform", {8}, 1.0));
  EXPECT_TRUE(at::equal(x, again.slice(0, 0, 4))) << "a longer tensor begins alike";
}

}  // namespace
}  // namespace cdp::runtime
