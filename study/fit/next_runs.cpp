// See next_runs.h.
#include "study/fit/next_runs.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <set>

#include <fmt/format.h>

namespace cdp::study {
namespace {

constexpr std::size_t kFewestValues = 3;
constexpr std::size_t kFewestDurations = 3;

double axis_of(const ScalePoint& scale, const std::string& axis) {
  const auto found = scale.find(axis);
  return found == scale.end() ? 1 : found->second;
}

/// Three digits: nobody types more.
double rounded(double value) {
  return std::strtod(fmt::format("{:.3g}", value).c_str(), nullptr);
}

/// Values of an axis that were fitted, the most even few of them, and one octave above.
std::vector<double> choices(const ValueLaw& law, const std::string& axis) {
  constexpr std::size_t kMost = 12;
  std::set<double> seen;
  for (const ScalePoint& scale : law.scales) seen.insert(scale.at(axis));
  const std::vector<double> all(seen.begin(), seen.end());
  std::vector<double> result;
  const std::size_t count = std::min(kMost, all.size());
  for (std::size_t i = 0; i < count; ++i) result.push_back(all[count == 1 ? 0 : i * (all.size() - 1) / (count - 1)]);
  result.push_back(all.back() * 2);
  return result;
}

/// Every combination of the choices of the law's axes; what the law does not have stays as at the first scale.
std::vector<ScalePoint> candidates(const ValueLaw& law) {
  std::vector<ScalePoint> result = {law.scales.front()};
  for (const LawAxis& axis : law.axes) {
    std::vector<ScalePoint> wider;
    for (const ScalePoint& one : result)
      for (const double value : choices(law, axis.name)) {
        wider.push_back(one);
        wider.back()[axis.name] = value;
      }
    constexpr std::size_t kMost = 20'000;
    if (wider.size() > kMost) return result;
    result = std::move(wider);
  }
  return result;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Of x' M x at the target, what a new row takes away: (x' M z)^2 / (v + z' M z).
double share_saved(const ValueLaw& law, const Eigen::VectorXd& target, const Eigen::VectorXd& row, double spread) {
  const Eigen::VectorXd seen = law.fit.inverse * row;
  const double before = target.dot(law.fit.inverse * target);
  return before > 0 ? std::pow(target.dot(seen), 2) / (spread + row.dot(seen)) / before : 0;
}

ScalePoint only_axes(const ValueLaw& law, const ScalePoint& scale) {
  ScalePoint result;
  for (const LawAxis& axis : law.axes) result[axis.name] = scale.at(axis.name);
  return result;
}

}  // namespace

RunCost run_cost(const ScalePoint& scale) {
  const double duration = axis_of(scale, "duration");
  if (scale.contains("params")) return {6 * scale.at("params") * duration, scale.contains("duration")};
  return {axis_of(scale, "width") * axis_of(scale, "width") * axis_of(scale, "depth") * duration, false};
}

std::vector<NextRuns> bracketing_runs(std::span<const CellOptimum> optima, std::size_t most) {
  std::vector<NextRuns> result;
  for (const CellOptimum& optimum : optima)
    if (const auto value = bracketing_value(optimum)) {
      const RunCost cost = run_cost(optimum.cell.scale);
      result.push_back({optimum.cell.scale, {rounded(*value)}, cost.amount, cost.is_flops, 0});
    }
  std::stable_sort(result.begin(), result.end(), [](const NextRuns& a, const NextRuns& b) { return a.cost < b.cost; });
  if (result.size() > most) result.erase(result.begin() + static_cast<std::ptrdiff_t>(most), result.end());
  return result;
}

std::vector<NextRuns> narrowing_runs(const ValueLaw& law, const ScalePoint& target, std::size_t most) {
  constexpr double kWorthwhile = 0.02;
  if (law.axes.empty()) return {};
  const double bound = run_cost(target).amount / 2;
  const Eigen::VectorXd target_row = law_row(law, target);
  const double spread = median(law.spreads);
  std::vector<NextRuns> result;
  for (const ScalePoint& scale : candidates(law)) {
    const RunCost cost = run_cost(scale);
    const double saved = share_saved(law, target_row, law_row(law, scale), spread);
    if (saved < kWorthwhile || cost.amount > bound) continue;
    const double best = predict(law, scale).value();
    result.push_back({only_axes(law, scale),
                      {rounded(best / 2), rounded(best), rounded(best * 2)},
                      cost.amount * static_cast<double>(kFewestValues),
                      cost.is_flops,
                      saved});
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const NextRuns& a, const NextRuns& b) { return a.saved / a.cost > b.saved / b.cost; });
  if (result.size() > most) result.erase(result.begin() + static_cast<std::ptrdiff_t>(most), result.end());
  return result;
}

std::size_t RunCounts::needed() const {
  return sizes * std::min(durations, kFewestDurations) * std::min(values, kFewestValues);
}

RunCounts count_runs(std::span<const FitCell> cells) {
  std::set<ScalePoint> sizes;
  std::set<double> durations;
  std::set<double> values;
  RunCounts counts;
  for (const FitCell& cell : cells) {
    ScalePoint size = cell.scale;
    size.erase("duration");
    size.erase("batch");
    size.erase("tokens_per_param");
    sizes.insert(size);
    durations.insert(axis_of(cell.scale, "duration"));
    for (const CellPoint& point : cell.points) values.insert(point.value);
    values.insert(cell.diverged.begin(), cell.diverged.end());
    counts.done += cell.points.size() + cell.diverged.size();
  }
  counts.sizes = sizes.size();
  counts.durations = durations.size();
  counts.values = values.size();
  return counts;
}

}  // namespace cdp::study
