// Data drawn again spread as fits to new data would.
#include "study/statistics/bootstrap.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "study/statistics/student.h"

namespace cdp::study {
namespace {

constexpr std::array<double, 7> kX = {-3, -2, -1, 0, 1, 2, 3};

Parabola some_fit() {
  Random random(5);
  std::vector<double> y;
  for (const double x : kX) y.push_back(0.1 * x * x + 0.02 * random.normal());
  return *fit_parabola(kX, y);
}

TEST(ResidualPool, HasMeanZeroAndVarianceOne) {
  const Parabola fit = some_fit();
  const Parabola* const fits[] = {&fit, &fit};
  const std::vector<double> pool = residual_pool(fits);
  ASSERT_EQ(pool.size(), 14U);
  double sum = 0, squares = 0;
  for (const double one : pool) sum += one, squares += one * one;
  EXPECT_NEAR(sum, 0, 1e-9);
  EXPECT_NEAR(squares / 14, 1, 1e-9);
}

TEST(ResidualPool, IsEmptyWithoutFreedomOrNoise) {
  const std::array<double, 3> x = {0, 1, 2};
  const std::array<double, 3> y = {1, 0, 2};
  const Parabola exact = *fit_parabola(x, y);
  const Parabola* const fits[] = {&exact};
  EXPECT_TRUE(residual_pool(fits).empty());
}

TEST(DrawnVariance, MakesIntervalsAsWideAsStudents) {
  constexpr int kDraws = 40'000;
  for (const std::size_t freedom : {std::size_t{4}, std::size_t{12}}) {  // by squares, and by the cube root
    Random random(6);
    int outside = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double drawn = std::sqrt(drawn_variance({1, freedom}, random)) * random.normal();
      outside += std::abs(drawn) > t_quantile(freedom) ? 1 : 0;
    }
    EXPECT_NEAR(outside / static_cast<double>(kDraws), 0.05, 0.005);
  }
}

TEST(DrawnVariance, StaysNearWhatManyDegreesOfFreedomShow) {
  Random random(7);
  for (int i = 0; i < 100; ++i) EXPECT_NEAR(drawn_variance({4, 20'000}, random), 4, 0.25);
}

void expect_spread(const Parabola& fit) {
  constexpr int kDraws = 20'000;
  const Parabola* const fits[] = {&fit};
  const std::vector<double> pool = residual_pool(fits);
  const Noise noise = {0.0004, 100'000};
  Random random(8);
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  Eigen::Matrix3d products = Eigen::Matrix3d::Zero();
  for (int i = 0; i < kDraws; ++i) {
    const Eigen::Vector3d apart = drawn_coefficients(fit, noise, pool, random) - fit.coefficients;
    mean += apart / kDraws;
    products += apart * apart.transpose() / kDraws;
  }
  for (Eigen::Index i = 0; i < 3; ++i) {
    const double variance = noise.variance * fit.inverse(i, i);
    EXPECT_NEAR(mean(i), 0, 4 * std::sqrt(variance / kDraws));
    for (Eigen::Index j = 0; j < 3; ++j)
      EXPECT_NEAR(products(i, j), noise.variance * fit.inverse(i, j),
                  0.05 * noise.variance * std::sqrt(fit.inverse(i, i) * fit.inverse(j, j)));
  }
}

TEST(DrawnCoefficients, SpreadAsTheCovarianceSays) {
  expect_spread(some_fit());
}

TEST(DrawnCoefficients, SpreadAlikeWhereTheyAreDrawnThemselves) {
  Random random(10);
  std::vector<double> x, y;
  for (int i = 0; i < 300; ++i) {
    x.push_back(0.01 * i);
    y.push_back(0.1 * x.back() * x.back() + 0.02 * random.normal());
  }
  expect_spread(*fit_parabola(x, y));
}

TEST(DrawnCoefficients, AreTheFitsOwnWithoutNoise) {
  const Parabola fit = some_fit();
  Random random(9);
  EXPECT_EQ(drawn_coefficients(fit, {0, 5}, {}, random), fit.coefficients);
}

}  // namespace
}  // namespace cdp::study
