// See regret.h.
#include "study/transfer/regret.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "study/statistics/monotone_spline.h"

namespace cdp::study {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// The loss of the largest scale at any value, for where its parabola does not reach.
class Target {
 public:
  explicit Target(const Curve& curve) : curve_(curve), spline_(stable_points(curve)) {}

  /// The loss at x less the lowest, which is at `optimum`: along the parabola in its window and outside of all cells,
  /// else along the spline; infinite beside a cell in which runs diverge.
  [[nodiscard]] double regret(double x, double optimum, double lowest, double curvature) const {
    const double apart = x - optimum;
    const double along_parabola = std::max(0.0, curvature) * apart * apart;
    const auto& cells = curve_.cells;
    const bool in_window = x >= cells[curve_.first].low && x <= cells[curve_.last].high;
    if (in_window || x < cells.front().low || x > cells.back().high) return along_parabola;
    const auto after = std::upper_bound(cells.begin(), cells.end() - 1, x,
                                        [](double at, const CurveCell& cell) { return at < cell.x; });
    if (!after->stable() || (after != cells.begin() && !(after - 1)->stable())) return kInfinite;
    return std::max(0.0, spline_.at(x) - lowest);
  }

 private:
  static MonotoneSpline stable_points(const Curve& curve) {
    std::vector<double> x, y;
    for (const CurveCell& cell : curve.cells) {
      if (!cell.stable()) continue;
      x.push_back(cell.x);
      y.push_back(cell.mean);
    }
    return {std::move(x), std::move(y)};
  }

  const Curve& curve_;
  MonotoneSpline spline_;
};

/// What is known of all scales at once: as measured, or in a draw.
struct State {
  std::vector<double> optimum, lowest;
  double curvature = 0;  // of the largest scale
};

State measured(const std::vector<Curve>& curves) {
  State state;
  for (const Curve& curve : curves) {
    state.optimum.push_back(curve.optimum());
    state.lowest.push_back(curve.lowest());
  }
  state.curvature = curves.back().parabola->curvature();
  return state;
}

State drawn(const std::vector<ScaleDraws>& draws, std::size_t n) {
  State state;
  for (const ScaleDraws& scale : draws) {
    state.optimum.push_back(scale.optimum[n]);
    state.lowest.push_back(scale.lowest[n]);
  }
  state.curvature = draws.back().curvature[n];
  return state;
}

struct Wasted {
  double share = 0;
  bool beyond = false;
};

/// The tuned losses joined by lines over log compute: where they reach what the largest scale has with the regret.
Wasted wasted_compute(const State& state, double regret, const Cost& cost) {
  const std::vector<double>& loss = state.lowest;
  const double reached = loss.back() + regret;
  const double all = cost.logs.back();
  for (std::size_t i = loss.size() - 1; i-- > 0;) {
    if (!(loss[i] >= reached)) continue;
    const double part = loss[i] > loss[i + 1] ? (reached - loss[i + 1]) / (loss[i] - loss[i + 1]) : 0;
    const double log = cost.logs[i + 1] + std::clamp(part, 0.0, 1.0) * (cost.logs[i] - cost.logs[i + 1]);
    return {std::max(0.0, -std::expm1(log - all)), false};
  }
  return {std::max(0.0, -std::expm1(cost.logs.front() - all)), true};
}

struct Numbers {
  double gap = 0, loss = 0, share = 0, measure = 0;
  Wasted compute;
};

Numbers numbers_of(const State& state, std::size_t proxy, const Target& target, const Cost& cost,
                   std::optional<double> allowed) {
  Numbers numbers;
  numbers.gap = state.lowest[proxy] - state.lowest.back();
  numbers.loss = target.regret(state.optimum[proxy], state.optimum.back(), state.lowest.back(), state.curvature);
  numbers.share = numbers.gap > 0 ? numbers.loss / numbers.gap : kInfinite;
  numbers.measure = allowed ? numbers.loss / *allowed : numbers.share / kLargeShare;
  numbers.compute = wasted_compute(state, numbers.loss, cost);
  return numbers;
}

Regret regret_of(const std::vector<Curve>& curves, const std::vector<ScaleDraws>& draws, std::size_t proxy,
                 const Target& target, const Cost& cost, std::optional<double> allowed) {
  const std::size_t count = draws.back().optimum.size();
  std::vector<double> gap, loss, share, measure, compute;
  for (std::size_t n = 0; n < count; ++n) {
    const Numbers numbers = numbers_of(drawn(draws, n), proxy, target, cost, allowed);
    gap.push_back(numbers.gap);
    loss.push_back(numbers.loss);
    share.push_back(numbers.share);
    measure.push_back(numbers.measure);
    compute.push_back(numbers.compute.share);
  }
  const Numbers now = numbers_of(measured(curves), proxy, target, cost, allowed);
  Regret regret;
  regret.proxy = curves[proxy].scale;
  regret.gap = estimate(now.gap, gap);
  regret.loss = estimate(now.loss, loss);
  regret.share = estimate(now.share, share);
  regret.measure = estimate(now.measure, measure);
  regret.compute = estimate(now.compute.share, compute);
  regret.gains = regret.gap.sure.low > 0;
  regret.beyond = now.compute.beyond;
  return regret;
}

}  // namespace

Estimate estimate(double value, const std::vector<double>& draws) {
  return {value, middle(draws, 0.95), middle(draws, 0.99)};
}

double cost_exponent(const std::string& axis) {
  return axis == "width" ? 2 : 1;
}

Cost cost_of(const Sweep& sweep, const std::vector<Curve>& curves) {
  Cost by_flops = {{}, "flops of the runs"};
  Cost by_power;
  const double exponent = cost_exponent(sweep.axis);
  for (const Curve& curve : curves) {
    const auto scale = std::find_if(sweep.scales.begin(), sweep.scales.end(),
                                    [&curve](const SweepScale& one) { return one.scale == curve.scale; });
    if (scale != sweep.scales.end() && scale->flops) by_flops.logs.push_back(std::log(*scale->flops));
    by_power.logs.push_back(exponent * std::log(curve.scale));
  }
  if (by_flops.logs.size() == curves.size()) return by_flops;
  by_power.words = exponent == 1 ? fmt::format("compute taken as proportional to {}", sweep.axis)
                                 : fmt::format("compute taken as {}^{}", sweep.axis, short_number(exponent));
  return by_power;
}

std::vector<Regret> regrets_of(const std::vector<Curve>& curves, const std::vector<ScaleDraws>& draws, const Cost& cost,
                               std::optional<double> allowed) {
  std::vector<Regret> regrets;
  if (curves.empty()) return regrets;
  const Target target(curves.back());
  for (std::size_t i = 0; i + 1 < curves.size(); ++i)
    regrets.push_back(regret_of(curves, draws, i, target, cost, allowed));
  return regrets;
}

}  // namespace cdp::study
