// The Gaussian process: it passes through what it has seen, is unsure where it has seen nothing, and finds its lengths
// and its noise.
#include "study/sampling/gaussian_process.h"

#include <gtest/gtest.h>

#include <cmath>

#include "study/sampling/halton.h"
#include "study/statistics/random.h"

namespace cdp::sampling {
namespace {

template <class F>
Observations observed(const F& f, Eigen::Index count, Eigen::Index dims, double noise = 0, double runs = 1) {
  Observations out{Eigen::MatrixXd(count, dims), Eigen::VectorXd(count), Eigen::VectorXd::Constant(count, runs)};
  study::Random random(9);
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto place = halton(1, static_cast<std::uint64_t>(i), static_cast<std::size_t>(dims));
    for (Eigen::Index d = 0; d < dims; ++d) out.x(i, d) = place[static_cast<std::size_t>(d)];
    out.y[i] = f(out.x.row(i)) + noise / std::sqrt(runs) * random.normal();
  }
  return out;
}

double wave(const Eigen::VectorXd& x) {
  return 3 + std::sin(6 * x[0]) + 0.5 * x[1] * x[1];
}

TEST(GaussianProcess, PredictsASmoothFunction) {
  const GaussianProcess process(observed(wave, 40, 2), 1);
  for (std::uint64_t i = 100; i < 130; ++i) {
    const auto place = halton(1, i, 2);
    const Eigen::Vector2d point(place[0], place[1]);
    const Belief belief = process.at(point);
    EXPECT_NEAR(belief.mean, wave(point), 0.06);
    EXPECT_LT(belief.deviation, 0.2);
  }
  EXPECT_LT(process.noise(), 0.02);
}

TEST(GaussianProcess, KnowsWhatItHasSeenAndWhatNot) {
  Observations seen = observed(wave, 12, 2);
  seen.x *= 0.4;  // one corner
  for (Eigen::Index i = 0; i < seen.y.size(); ++i) seen.y[i] = wave(seen.x.row(i));
  const GaussianProcess process(seen, 1);
  EXPECT_NEAR(process.at(seen.x.row(3)).mean, seen.y[3], 0.02);
  EXPECT_GT(process.at(Eigen::Vector2d(1, 1)).deviation, 10 * process.at(seen.x.row(3)).deviation);
}

TEST(GaussianProcess, FindsTheNoise) {
  const GaussianProcess process(observed(wave, 120, 2, 0.2), 1);
  EXPECT_NEAR(process.noise(), 0.2, 0.06);
  const GaussianProcess means(observed(wave, 120, 2, 0.2, 16), 1);
  EXPECT_NEAR(means.noise(), 0.2, 0.1) << "of a run, from means of sixteen";
}

TEST(GaussianProcess, ExpectedImprovementIsThatOfItsNormal) {
  const GaussianProcess process(observed(wave, 15, 2), 1);
  const Eigen::Vector2d point(0.9, 0.1);
  const Belief belief = process.at(point);
  // Against a sum over the density.
  double sum = 0;
  const double best = 2.5;
  for (double z = -8; z < 8; z += 1e-3)
    sum += 1e-3 * std::exp(-z * z / 2) / std::sqrt(2 * M_PI) * std::max(best - belief.mean - belief.deviation * z, 0.0);
  EXPECT_NEAR(process.expected_improvement(point, best), sum, 1e-6);
  EXPECT_GE(process.expected_improvement(point, -100), 0);
}

TEST(GaussianProcess, LikelihoodIsThatOfTheNormalOfAllPoints) {
  // Of one point, brought to mean 0: ln N(0; 0, s^2 + n^2), for which the parameters are the smallest possible.
  const Observations one{Eigen::MatrixXd::Constant(1, 1, 0.5), Eigen::VectorXd::Constant(1, 7),
                         Eigen::VectorXd::Ones(1)};
  const GaussianProcess process(one, 1);
  EXPECT_NEAR(process.likelihood(), -0.5 * std::log(2 * M_PI * (0.01 + 1e-8 + 1e-8)), 1e-3);
  EXPECT_EQ(process.at(Eigen::VectorXd::Constant(1, 0.5)).mean, 7);
}

TEST(GaussianProcess, EqualDataGiveEqualBits) {
  const GaussianProcess a(observed(wave, 30, 2), 5);
  const GaussianProcess b(observed(wave, 30, 2), 5);
  EXPECT_EQ(a.at(Eigen::Vector2d(0.3, 0.7)).mean, b.at(Eigen::Vector2d(0.3, 0.7)).mean);
}

}  // namespace
}  // namespace cdp::sampling
