// A Gaussian process over the unit cube: a Matern 5/2 kernel (Rasmussen and Williams 2006, section 4.2) with one length
// for all dimensions or one each, and noise, all by the largest marginal likelihood (section 5.4). Everything is worked
// out in a fixed order, so that equal data give equal bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <Eigen/Core>

namespace cdp::sampling {

/// What is observed: x, (points, dimensions) in the unit cube; y, (points); and of how many runs each y is the mean.
struct Observations {
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
  Eigen::VectorXd runs;
};

struct Belief {
  double mean = 0;
  double deviation = 0;  // of the function, without the noise of a run
};

class GaussianProcess {
 public:
  /// y is brought to mean 0 and deviation 1 inside. `seed` chooses where the search for the likelihood's top begins.
  GaussianProcess(Observations observations, std::uint64_t seed);

  /// At a point of the unit cube.
  [[nodiscard]] Belief at(const Eigen::VectorXd& point) const;
  /// By how much a run is expected to fall below `best`, at a point.
  [[nodiscard]] double expected_improvement(const Eigen::VectorXd& point, double best) const;
  /// Of y, by what the parameters say a single run varies.
  [[nodiscard]] double noise() const;
  /// The logarithm of the likelihood, of y at mean 0 and deviation 1.
  [[nodiscard]] double likelihood() const { return likelihood_; }

 private:
  /// Logarithms: of the lengths, of the deviation of the function, of the deviation of a run.
  using Parameters = Eigen::VectorXd;

  [[nodiscard]] Eigen::Index lengths() const;
  [[nodiscard]] Eigen::MatrixXd kernel(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b,
                                       const Parameters& parameters) const;
  /// False where the matrix cannot be factored.
  bool factor(const Parameters& parameters, Eigen::MatrixXd& lower, Eigen::VectorXd& weights, double& likelihood) const;
  void climb(Parameters& parameters, double& top) const;

  Observations data_;
  double mean_ = 0;   // of y as given
  double scale_ = 1;  // its deviation
  Parameters parameters_;
  Eigen::MatrixXd lower_;    // the factor of the covariance, (points, points)
  Eigen::VectorXd weights_;  // its inverse times y, (points)
  double likelihood_ = 0;
};

}  // namespace cdp::sampling
