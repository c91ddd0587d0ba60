// Fits against numbers worked out by hand and by leaving points out one by one.
#include "study/statistics/least_squares.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cdp::study {
namespace {

Eigen::MatrixXd with_ones(const Eigen::VectorXd& x) {
  Eigen::MatrixXd rows(x.size(), 2);
  rows << Eigen::VectorXd::Ones(x.size()), x;
  return rows;
}

TEST(LeastSquares, MatchesATextbookLine) {
  // x 1..5, y 2 4 5 4 5: slope 0.6, intercept 2.2, residual sum 2.4, r2 0.6.
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(5, 1, 5);
  Eigen::VectorXd y(5);
  y << 2, 4, 5, 4, 5;
  const auto fit = fit_linear(with_ones(x), y);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->coefficients(0), 2.2, 1e-12);
  EXPECT_NEAR(fit->coefficients(1), 0.6, 1e-12);
  EXPECT_NEAR(fit->variance, 0.8, 1e-12);
  EXPECT_NEAR(fit->covariance(1, 1), 0.08, 1e-12);
  EXPECT_NEAR(fit->r2, 0.6, 1e-12);
  EXPECT_NEAR(fit->half_width(1), 3.18245 * std::sqrt(0.08), 1e-4);
}

TEST(LeastSquares, LeftOutIsTheErrorOfTheFitWithoutThePoint) {
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(6, 0, 5);
  Eigen::VectorXd y(6), weights(6);
  y << 1, 3, 2, 5, 4, 9;
  weights << 1, 2, 1, 3, 1, 0.5;
  const auto whole = fit_linear(with_ones(x), y, weights);
  ASSERT_TRUE(whole);
  for (Eigen::Index out = 0; out < 6; ++out) {
    Eigen::VectorXd weights_without = weights;
    weights_without(out) = 0;
    const auto rest = fit_linear(with_ones(x), y, weights_without);
    ASSERT_TRUE(rest);
    EXPECT_NEAR(whole->left_out(out), y(out) - rest->coefficients(0) - rest->coefficients(1) * x(out), 1e-9);
  }
}

TEST(LeastSquares, SaysWhatIsNotDetermined) {
  const Eigen::VectorXd same = Eigen::VectorXd::Constant(4, 2);
  EXPECT_FALSE(fit_linear(with_ones(same), Eigen::VectorXd::LinSpaced(4, 0, 1)));
  EXPECT_FALSE(fit_linear(with_ones(Eigen::VectorXd::LinSpaced(1, 0, 1)), Eigen::VectorXd::Ones(1)));
  const auto exact = fit_linear(with_ones(Eigen::VectorXd::LinSpaced(2, 0, 1)), Eigen::VectorXd::LinSpaced(2, 3, 5));
  ASSERT_TRUE(exact);
  EXPECT_TRUE(std::isinf(exact->half_width(1)));
}

}  // namespace
}  // namespace cdp::study
