// See optimum.h.
#include "study/fit/optimum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace cdp::study {
namespace {

constexpr double kWindow = 2;  // octaves on each side of the best value
constexpr std::size_t kFewest = 3;

/// Values and their mean losses over seeds, by value.
std::vector<CellPoint> means(const FitCell& cell) {
  std::map<double, std::pair<double, double>> sums;
  for (const CellPoint& point : cell.points) {
    auto& [sum, count] = sums[point.value];
    sum += point.loss;
    count += 1;
  }
  std::vector<CellPoint> result;
  for (const auto& [value, sum] : sums) result.push_back({value, sum.first / sum.second});
  return result;
}

/// How many octaves from the best value the parabola may reach: two, or as far as its third value is.
double reach_of(const std::vector<CellPoint>& values, double best) {
  std::vector<double> distances;
  for (const CellPoint& one : values) distances.push_back(std::abs(std::log2(one.value / best)));
  std::sort(distances.begin(), distances.end());
  return std::max(kWindow, distances[kFewest - 1]) + 1e-9;
}

std::optional<Parabola> parabola_through(const std::vector<CellPoint>& points) {
  std::vector<double> x;
  std::vector<double> y;
  for (const CellPoint& point : points) {
    x.push_back(std::log(point.value));
    y.push_back(point.loss);
  }
  return fit_parabola(x, y);
}

Placement place(const std::vector<CellPoint>& used, const Parabola& parabola) {
  if (!parabola.has_minimum()) return Placement::kNoValley;
  if (parabola.vertex() < std::log(used.front().value)) return Placement::kBelow;
  return parabola.vertex() > std::log(used.back().value) ? Placement::kAbove : Placement::kInside;
}

/// Lowest loss seen.
double lowest(const CellOptimum& optimum) {
  double result = std::numeric_limits<double>::infinity();
  for (const CellPoint& point : optimum.cell.points) result = std::min(result, point.loss);
  return optimum.inside() ? std::min(result, optimum.loss) : result;
}

}  // namespace

CellOptimum optimum_of(FitCell cell) {
  CellOptimum optimum;
  optimum.cell = std::move(cell);
  const std::vector<CellPoint> values = means(optimum.cell);
  if (values.size() < kFewest) return optimum;
  const auto best = std::min_element(values.begin(), values.end(),
                                     [](const CellPoint& a, const CellPoint& b) { return a.loss < b.loss; });
  if (best == values.begin() || best + 1 == values.end()) {
    optimum.placement = best == values.begin() ? Placement::kBelow : Placement::kAbove;
    return optimum;
  }
  const double reach = reach_of(values, best->value);
  std::vector<CellPoint> used;
  for (const CellPoint& point : optimum.cell.points)
    if (std::abs(std::log2(point.value / best->value)) <= reach) used.push_back(point);
  optimum.points_used = used.size();
  const auto parabola = parabola_through(used);
  if (!parabola) return optimum;
  optimum.placement = place(used, *parabola);
  if (!optimum.inside()) return optimum;
  optimum.parabola = *parabola;
  optimum.ln_value = parabola->vertex();
  optimum.loss = parabola->lowest();
  optimum.curvature = parabola->curvature();
  optimum.value_spread = std::pow(vertex_error(*parabola, {1, 1}), 2);
  return optimum;
}

std::optional<Noise> pooled_noise(std::span<const CellOptimum> optima) {
  double squares = 0;
  Noise noise;
  for (const CellOptimum& optimum : optima) {
    if (!optimum.inside()) continue;
    squares += optimum.parabola.residuals.squaredNorm();
    noise.freedom += optimum.parabola.noise.freedom;
  }
  if (noise.freedom == 0) return {};
  noise.variance = squares / static_cast<double>(noise.freedom);
  return noise;
}

Interval value_interval(const CellOptimum& optimum, const std::optional<Noise>& noise) {
  return vertex_interval(optimum.parabola, noise.value_or(Noise{}));
}

double typical_curvature(std::span<const CellOptimum> optima) {
  std::vector<double> all;
  for (const CellOptimum& optimum : optima)
    if (optimum.inside()) all.push_back(optimum.curvature);
  if (all.empty()) return 0;
  std::sort(all.begin(), all.end());
  return (all[(all.size() - 1) / 2] + all[all.size() / 2]) / 2;
}

std::vector<CellOptimum> best_by_scale(std::vector<CellOptimum> optima) {
  std::map<ScalePoint, CellOptimum> best;
  for (CellOptimum& optimum : optima) {
    const auto [at, is_new] = best.try_emplace(optimum.cell.scale, optimum);
    if (is_new) continue;
    const bool better =
        optimum.inside() == at->second.inside() ? lowest(optimum) < lowest(at->second) : optimum.inside();
    if (better) at->second = std::move(optimum);
  }
  std::vector<CellOptimum> result;
  for (auto& [scale, optimum] : best) result.push_back(std::move(optimum));
  return result;
}

std::optional<double> bracketing_value(const CellOptimum& optimum) {
  const FitCell& cell = optimum.cell;
  if (optimum.inside() || cell.points.empty()) return {};
  const double smallest = cell.points.front().value;
  const double largest = cell.points.back().value;
  const auto diverged =
      std::find_if(cell.diverged.begin(), cell.diverged.end(), [largest](double value) { return value > largest; });
  if (optimum.placement == Placement::kBelow) return smallest / 2;
  const double above = diverged == cell.diverged.end() ? largest * 2 : std::sqrt(largest * *diverged);
  if (optimum.placement == Placement::kAbove) return above;
  if (optimum.placement == Placement::kNoValley) return {};
  return cell.points.size() > 1 && cell.points.front().loss < cell.points.back().loss ? smallest / 2 : above;
}

}  // namespace cdp::study
