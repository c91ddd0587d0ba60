// See chart.h.
#include "compiler/coordcheck/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/number_text.h"

namespace cdp::coordcheck {
namespace {

constexpr double kWidth = 232, kHeight = 150, kLeft = 36, kRight = 8, kTop = 8, kBottom = 22;
constexpr std::size_t kMostLines = 7;

/// Of log2 scale and log10 size.
using Curve = std::vector<std::pair<double, double>>;

/// Geometric means over seeds; points that have no logarithm are left out.
Curve curve_of(const std::vector<Point>& points) {
  std::map<double, std::pair<double, int>> sums;
  for (const Point& point : points) {
    if (!std::isfinite(point.size) || point.size <= 0) continue;
    auto& [sum, count] = sums[std::log2(point.scale)];
    sum += std::log10(point.size);
    ++count;
  }
  Curve curve;
  for (const auto& [x, one] : sums) curve.emplace_back(x, one.first / one.second);
  return curve;
}

/// At most so many steps, evenly over all, the first and the last among them.
std::vector<std::int64_t> shown_steps(const Series& series) {
  std::vector<std::int64_t> all;
  for (const auto& [step, points] : series.steps) all.push_back(step);
  if (all.size() <= kMostLines) return all;
  std::vector<std::int64_t> some;
  for (std::size_t i = 0; i < kMostLines; ++i) some.push_back(all[i * (all.size() - 1) / (kMostLines - 1)]);
  return some;
}

class Plot {
 public:
  explicit Plot(const std::vector<Curve>& curves) {
    for (const Curve& curve : curves)
      for (const auto& [x, y] : curve) {
        x_low_ = std::min(x_low_, x), x_high_ = std::max(x_high_, x);
        y_low_ = std::min(y_low_, y), y_high_ = std::max(y_high_, y);
      }
    constexpr double kLeast = 1.0;  // a decade at least: what is flat shall look flat
    const double add = std::max(0.0, kLeast - (y_high_ - y_low_)) / 2 + 0.08;
    y_low_ -= add, y_high_ += add;
  }

  [[nodiscard]] bool empty() const { return x_low_ > x_high_; }
  [[nodiscard]] double x(double value) const {
    const double span = std::max(1e-9, x_high_ - x_low_);
    return kLeft + 6 + (value - x_low_) / span * (kWidth - kLeft - kRight - 12);
  }
  [[nodiscard]] double y(double value) const {
    return kTop + (y_high_ - value) / (y_high_ - y_low_) * (kHeight - kTop - kBottom);
  }

  [[nodiscard]] std::string grid(const std::vector<Point>& points) const {
    std::string svg;
    for (int power = static_cast<int>(std::ceil(y_low_)); power <= y_high_; power += y_high_ - y_low_ > 5 ? 2 : 1)
      svg += fmt::format(
          R"(<line class="grid" x1="{:.0f}" x2="{:.0f}" y1="{:.1f}" y2="{:.1f}"/><text class="y" x="{:.0f}" y="{:.1f}">{}</text>)",
          kLeft, kWidth - kRight, y(power), y(power), kLeft - 5, y(power) + 4, power_text(power));
    std::set<double> scales;
    for (const Point& point : points) scales.insert(point.scale);
    const std::size_t every = scales.size() > 6 ? 2 : 1;
    std::size_t at = 0;
    for (const double scale : scales)
      if (at++ % every == 0)
        svg += fmt::format(R"(<text class="x" x="{:.1f}" y="{:.0f}">{}</text>)", x(std::log2(scale)), kHeight - 6,
                           short_number(scale));
    return svg;
  }

  [[nodiscard]] std::string line(const Curve& curve, std::string_view css, double opacity) const {
    std::string points;
    for (const auto& [px, py] : curve) points += fmt::format("{:.1f},{:.1f} ", x(px), y(py));
    return fmt::format(R"(<polyline class="{}" style="opacity:{:.2f}" points="{}"/>)", css, opacity, points);
  }

  [[nodiscard]] std::string dots(const Curve& curve) const {
    std::string svg;
    for (const auto& [px, py] : curve) svg += fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="2.4"/>)", x(px), y(py));
    return svg;
  }

 private:
  /// 0.001, 1, 10; 1e-5 where that would be long.
  static std::string power_text(int power) {
    return power < -3 || power > 3 ? fmt::format("1e{}", power) : short_number(std::pow(10.0, power));
  }

  double x_low_ = std::numeric_limits<double>::infinity(), x_high_ = -x_low_;
  double y_low_ = x_low_, y_high_ = -x_low_;
};

/// A line of a predicted slope through the middle of what was judged.
Curve with_slope(const Curve& judged, double slope) {
  const double from = judged.front().first;
  const double to = judged.back().first;
  double mean = 0;
  for (const auto& [x, y] : judged) mean += y / static_cast<double>(judged.size());
  const double half = slope * std::log10(2.0) * (to - from) / 2;
  return {{from, mean - half}, {to, mean + half}};
}

}  // namespace

std::string small_chart(const Series& series, const Check& check) {
  std::vector<Curve> curves;
  for (const std::int64_t step : shown_steps(series)) curves.push_back(curve_of(series.steps.at(step)));
  const Curve judged = curve_of(check.points);
  std::vector<Curve> predicted;
  if (check.predicted.unknown.empty() && judged.size() > 1) {
    predicted.push_back(with_slope(judged, check.predicted.low));
    if (check.predicted.high != check.predicted.low) predicted.push_back(with_slope(judged, check.predicted.high));
  }
  std::vector<Curve> all = curves;
  all.insert(all.end(), predicted.begin(), predicted.end());
  const Plot plot(all);
  std::string svg = fmt::format(R"(<svg class="small" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}: {}">)",
                                kWidth, kHeight, check.name, word(check.quantity));
  if (plot.empty()) return svg + "<text class=\"none\" x=\"116\" y=\"78\">nothing above 0</text></svg>";
  svg += plot.grid(check.points);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const double dark =
        curves.size() == 1 ? 1 : 0.22 + 0.78 * static_cast<double>(i) / static_cast<double>(curves.size() - 1);
    svg += plot.line(curves[i], "step", dark);
  }
  for (const Curve& one : predicted) svg += plot.line(one, "predicted", 1);
  return svg + plot.dots(judged) + "</svg>";
}

}  // namespace cdp::coordcheck
