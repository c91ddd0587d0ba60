// See rates.h. The curve of a rate r is (1 - (n / n0)^-r) / r, which goes through log(n / n0) at r = 0; limit and
// amplitude are linear, so that each rate has one number that says how well it does.
#include "study/transfer/rates.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "compiler/base/check.h"

namespace cdp::study {

namespace {

constexpr double kStep = 0.05;

double curve(double ratio, double rate) {
  const double log = std::log(ratio);
  return std::abs(rate * log) < 1e-9 ? log : -std::expm1(-rate * log) / rate;
}

}  // namespace

RateFitter::RateFitter(std::span<const double> scales, std::span<const double> weights, Direction direction)
    : direction_(direction) {
  CHECK(scales.size() >= 3 && scales.size() == weights.size());
  double all = 0;
  for (const double weight : weights) all += weight;
  const auto steps = static_cast<int>(std::lround((kMostRate - kLeastRate) / kStep));
  for (int step = 0; step <= steps; ++step) {
    Shape shape;
    shape.rate = kLeastRate + step * kStep;
    double mean = 0;
    for (std::size_t i = 0; i < scales.size(); ++i) mean += weights[i] * curve(scales[i] / scales[0], shape.rate) / all;
    double squares = 0;
    for (std::size_t i = 0; i < scales.size(); ++i) {
      const double apart = curve(scales[i] / scales[0], shape.rate) - mean;
      shape.contrast.push_back(weights[i] * apart);
      squares += weights[i] * apart * apart;
    }
    for (double& one : shape.contrast) one /= std::sqrt(squares);
    shapes_.push_back(std::move(shape));
  }
}

double RateFitter::explained(const Shape& shape, std::span<const double> y) const {
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) sum += shape.contrast[i] * (y[i] - y[0]);
  return direction_ == Direction::kFalls ? -sum : std::abs(sum);
}

double RateFitter::rate(std::span<const double> y) const {
  std::vector<double> explained_by;
  for (const Shape& shape : shapes_) explained_by.push_back(explained(shape, y));
  const auto best = std::max_element(explained_by.begin(), explained_by.end());
  const auto at = static_cast<std::size_t>(best - explained_by.begin());
  if (at == 0 || at + 1 == shapes_.size()) return shapes_[at].rate;
  const double before = explained_by[at - 1];  // the vertex of the parabola through the best and its neighbours
  const double after = explained_by[at + 1];
  const double bend = before - 2 * *best + after;
  const double shift = bend < 0 ? std::clamp(0.5 * (before - after) / bend, -0.5, 0.5) : 0;
  return shapes_[at].rate + shift * kStep;
}

Rate judge_rate(double value, const std::vector<double>& draws, std::size_t scales) {
  Rate rate = {value, middle(draws), middle(draws, 0.998)};
  rate.identifiable = scales >= 4 && rate.interval.low > kLeastRate && rate.interval.high < kMostRate;
  return rate;
}

}  // namespace cdp::study
