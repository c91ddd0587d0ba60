// See gaussian_process.h.
#include "study/sampling/gaussian_process.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include <Eigen/Cholesky>

#include "compiler/base/check.h"
#include "study/statistics/random.h"

namespace cdp::sampling {
namespace {

constexpr Eigen::Index kMostLengths = 8;  // beyond so many dimensions one length for all: more cannot be told apart
constexpr int kStarts = 4;
constexpr int kRounds = 24;
constexpr double kFirstStep = 0.8;  // of a logarithm
constexpr double kLeastStep = 0.05;
constexpr double kJitter = 1e-8;

double matern(double distance) {
  const double r = std::sqrt(5.0) * distance;
  return (1 + r + r * r / 3) * std::exp(-r);
}

double normal_density(double x) {
  return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
}

double normal_share(double x) {
  return std::erfc(-x / std::numbers::sqrt2) / 2;
}

/// Logarithms a parameter may have: lengths, the function, a run.
std::pair<double, double> range(Eigen::Index index, Eigen::Index lengths) {
  if (index < lengths) return {std::log(0.02), std::log(10.0)};
  return index == lengths ? std::pair{std::log(0.1), std::log(5.0)} : std::pair{std::log(1e-4), std::log(1.0)};
}

}  // namespace

GaussianProcess::GaussianProcess(Observations observations, std::uint64_t seed) : data_(std::move(observations)) {
  CHECK(data_.x.rows() > 0 && data_.x.rows() == data_.y.size() && data_.y.size() == data_.runs.size());
  mean_ = data_.y.mean();
  const double variance = (data_.y.array() - mean_).square().mean();
  scale_ = variance > 0 ? std::sqrt(variance) : 1;
  data_.y = (data_.y.array() - mean_) / scale_;
  const Eigen::Index count = lengths() + 2;
  study::Random random(seed);
  double top = -std::numeric_limits<double>::infinity();
  for (int start = 0; start < kStarts; ++start) {
    Parameters parameters(count);
    for (Eigen::Index i = 0; i < count; ++i) {
      const auto [least, most] = range(i, lengths());
      parameters[i] = least + (start == 0 ? 0.6 : random.uniform()) * (most - least);
    }
    double reached = -std::numeric_limits<double>::infinity();
    climb(parameters, reached);
    if (start > 0 && !(reached > top)) continue;
    top = reached;
    parameters_ = parameters;
  }
  CHECK(factor(parameters_, lower_, weights_, likelihood_));
}

Eigen::Index GaussianProcess::lengths() const {
  return data_.x.cols() <= kMostLengths ? data_.x.cols() : 1;
}

Eigen::MatrixXd GaussianProcess::kernel(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b,
                                        const Parameters& parameters) const {
  const Eigen::Index own = lengths();
  Eigen::VectorXd inverse(a.cols());  // of the squared lengths
  for (Eigen::Index d = 0; d < a.cols(); ++d) inverse[d] = std::exp(-2 * parameters[own == 1 ? 0 : d]);
  const double variance = std::exp(2 * parameters[own]);
  Eigen::MatrixXd out(a.rows(), b.rows());
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < b.rows(); ++j) {
      double squared = 0;
      for (Eigen::Index d = 0; d < a.cols(); ++d) {
        const double difference = a(i, d) - b(j, d);
        squared += difference * difference * inverse[d];
      }
      out(i, j) = variance * matern(std::sqrt(squared));
    }
  }
  return out;
}

bool GaussianProcess::factor(const Parameters& parameters, Eigen::MatrixXd& lower, Eigen::VectorXd& weights,
                             double& likelihood) const {
  Eigen::MatrixXd covariance = kernel(data_.x, data_.x, parameters);
  const double noise = std::exp(2 * parameters[lengths() + 1]);
  for (Eigen::Index i = 0; i < covariance.rows(); ++i) covariance(i, i) += noise / data_.runs[i] + kJitter;
  const Eigen::LLT<Eigen::MatrixXd> factored(covariance);
  if (factored.info() != Eigen::Success) return false;
  lower = factored.matrixL();
  weights = factored.solve(data_.y);
  likelihood = -0.5 * data_.y.dot(weights) - lower.diagonal().array().log().sum() -
               0.5 * static_cast<double>(data_.y.size()) * std::log(2 * std::numbers::pi);
  return std::isfinite(likelihood);
}

/// Up the likelihood, one parameter after the other, in steps that halve where none leads further.
void GaussianProcess::climb(Parameters& parameters, double& top) const {
  Eigen::MatrixXd lower;
  Eigen::VectorXd weights;
  const auto value = [&](const Parameters& at) {
    double likelihood = 0;
    return factor(at, lower, weights, likelihood) ? likelihood : -std::numeric_limits<double>::infinity();
  };
  top = value(parameters);
  double step = kFirstStep;
  for (int round = 0; round < kRounds && step >= kLeastStep; ++round) {
    bool moved = false;
    for (Eigen::Index i = 0; i < parameters.size(); ++i) {
      const auto [least, most] = range(i, lengths());
      for (const double direction : {1.0, -1.0}) {
        Parameters next = parameters;
        next[i] = std::clamp(parameters[i] + direction * step, least, most);
        if (next[i] == parameters[i]) continue;
        const double reached = value(next);
        if (!(reached > top)) continue;
        top = reached;
        parameters = next;
        moved = true;
        break;
      }
    }
    if (!moved) step /= 2;
  }
}

Belief GaussianProcess::at(const Eigen::VectorXd& point) const {
  const Eigen::MatrixXd row = point.transpose();
  const Eigen::VectorXd shared = kernel(data_.x, row, parameters_).col(0);
  const Eigen::VectorXd solved = lower_.triangularView<Eigen::Lower>().solve(shared);
  const double variance = std::exp(2 * parameters_[lengths()]) - solved.squaredNorm();
  return {mean_ + scale_ * shared.dot(weights_), scale_ * std::sqrt(std::max(variance, 0.0))};
}

double GaussianProcess::expected_improvement(const Eigen::VectorXd& point, double best) const {
  const Belief belief = at(point);
  const double ahead = best - belief.mean;
  if (!(belief.deviation > 0)) return std::max(ahead, 0.0);
  const double z = ahead / belief.deviation;
  return ahead * normal_share(z) + belief.deviation * normal_density(z);
}

double GaussianProcess::noise() const {
  return scale_ * std::exp(parameters_[lengths() + 1]);
}

}  // namespace cdp::sampling
