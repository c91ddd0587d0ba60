// See transfer.h: curves, then draws of them, then the numbers that follow.
#include "study/transfer/transfer.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cdp::study {

namespace {

std::vector<double> weights_of(const std::vector<double>& errors) {
  // Without noise all are equally sure.
  const bool exact = std::any_of(errors.begin(), errors.end(), [](double error) { return !(error > 0); });
  std::vector<double> weights;
  const double least = *std::min_element(errors.begin(), errors.end());
  for (const double error : errors) weights.push_back(exact ? 1 : least * least / (error * error));
  return weights;
}

struct Series {
  std::vector<double> values, errors;
};

/// The rate of a quantity of the scales, and of its draws.
struct Rates {
  double value = 0;
  std::vector<double> draws;
};

Rates rates_of(const std::vector<double>& scales, const Series& series, Direction direction,
               const std::vector<ScaleDraws>& draws, const std::vector<double> ScaleDraws::*which) {
  const RateFitter fitter(scales, weights_of(series.errors), direction);
  Rates rates = {fitter.rate(series.values), {}};
  std::vector<double> y(scales.size());
  for (std::size_t n = 0; n < draws.front().optimum.size(); ++n) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = (draws[i].*which)[n];
    rates.draws.push_back(fitter.rate(y));
  }
  return rates;
}

void add_rates(const std::vector<ScaleDraws>& draws, Transfer& transfer) {
  std::vector<double> scales;
  Series optimum, lowest;
  for (const Curve& curve : transfer.usable) {
    scales.push_back(curve.scale);
    optimum.values.push_back(curve.optimum());
    optimum.errors.push_back(vertex_error(*curve.parabola, curve.noise));
    lowest.values.push_back(curve.lowest());
    lowest.errors.push_back(lowest_error(*curve.parabola, curve.noise));
  }
  const Rates alpha = rates_of(scales, lowest, Direction::kFalls, draws, &ScaleDraws::lowest);
  const Rates beta = rates_of(scales, optimum, Direction::kEither, draws, &ScaleDraws::optimum);
  std::vector<double> margins;
  for (std::size_t n = 0; n < alpha.draws.size(); ++n) margins.push_back(beta.draws[n] - alpha.draws[n] / 2);
  transfer.alpha = judge_rate(alpha.value, alpha.draws, scales.size());
  transfer.beta = judge_rate(beta.value, beta.draws, scales.size());
  transfer.margin = judge_rate(beta.value - alpha.value / 2, margins, scales.size());
  transfer.margin->identifiable = transfer.alpha->identifiable && transfer.beta->identifiable;
}

void add_drift(const std::vector<ScaleDraws>& draws, Transfer& transfer) {
  std::vector<double> drifts;
  for (std::size_t n = 0; n < draws.back().optimum.size(); ++n)
    drifts.push_back(draws.back().optimum[n] - draws.front().optimum[n]);
  transfer.drift = estimate(transfer.usable.back().optimum() - transfer.usable.front().optimum(), drifts);
}

}  // namespace

Transfer transfer_of(Sweep sweep, const TransferOptions& options) {
  Transfer transfer;
  transfer.sweep = std::move(sweep);
  transfer.tolerance = options.tolerance;
  transfer.curves = curves_of(transfer.sweep);
  std::copy_if(transfer.curves.begin(), transfer.curves.end(), std::back_inserter(transfer.usable),
               [](const Curve& curve) { return curve.has_optimum(); });
  transfer.cost = cost_of(transfer.sweep, transfer.usable);
  if (transfer.usable.size() >= 2) {
    const std::vector<ScaleDraws> draws = draw(transfer.usable, options.draws);
    add_drift(draws, transfer);
    if (transfer.curves.back().has_optimum())
      transfer.regrets = regrets_of(transfer.usable, draws, transfer.cost, options.tolerance);
    if (transfer.usable.size() >= 3) add_rates(draws, transfer);
  }
  transfer.verdict = judge(transfer);
  return transfer;
}

}  // namespace cdp::study
