// See chart.h. Pixels are computed here; what lines look like is page.cpp's.
#include "study/transfer/chart.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "run/chart.h"
#include "study/charts/frame.h"

namespace cdp::study {

namespace {

Extent values_extent(const Transfer& transfer) {
  Extent extent;
  for (const Curve& curve : transfer.curves)
    for (const CurveCell& cell : curve.cells) extent.take(cell.x);
  extent.widen(0.03, 1);
  return extent;
}

/// Of what the parabolas go through: values farther out, which may be near to divergence, are cut off at the top.
Extent losses_extent(const Transfer& transfer) {
  Extent extent;
  for (const Curve& curve : transfer.curves)
    for (std::size_t i = 0; i < curve.cells.size(); ++i) {
      const CurveCell& cell = curve.cells[i];
      if (cell.stable() && (!curve.has_optimum() || (i >= curve.first && i <= curve.last))) extent.take(cell.mean);
      if (curve.has_optimum()) extent.take(curve.lowest());
    }
  constexpr double kMost = 1e9;  // beyond, nobody reads an axis
  if (extent.empty() || extent.low < -kMost || extent.high > kMost) extent = {0, 1};
  extent.widen(0.06, 1e-6);
  return extent;
}

double darkness(const Transfer& transfer, std::size_t i) {
  const std::size_t count = transfer.curves.size();
  return count == 1 ? 1 : 0.3 + 0.7 * static_cast<double>(i) / static_cast<double>(count - 1);
}

void put_cells(std::string& svg, const Curve& curve, const Frame& frame) {
  for (std::size_t i = 0; i < curve.cells.size(); ++i) {
    const CurveCell& cell = curve.cells[i];
    const double x = frame.x(cell.x);
    if (!cell.stable()) {
      put_cross(svg, x, frame.size().top);
      continue;
    }
    if (!frame.shows(cell.mean)) continue;
    const bool inside = curve.parabola && i >= curve.first && i <= curve.last;
    svg += fmt::format(R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="3.2"/>)", inside ? "in" : "out", x,
                       frame.y(cell.mean));
  }
}

void put_parabola(std::string& svg, const Curve& curve, const Frame& frame) {
  constexpr int kPieces = 60;
  const double from = curve.cells[curve.first].low;
  const double to = curve.cells[curve.last].high;
  svg += "<polyline class=\"curve\" points=\"";
  for (int i = 0; i <= kPieces; ++i) {
    const double x = from + (to - from) * i / kPieces;
    if (const double y = curve.parabola->at(x); frame.shows(y))
      svg += fmt::format("{:.1f},{:.1f} ", frame.x(x), frame.y(y));
  }
  svg += "\"/>";
}

void put_optimum(std::string& svg, const Curve& curve, const Frame& frame) {
  const double low = std::max(curve.interval.low, frame.x_extent().low);
  const double high = std::min(curve.interval.high, frame.x_extent().high);
  if (!frame.shows(curve.lowest())) return;
  const double y = frame.y(curve.lowest());
  if (low < high)
    svg += fmt::format(R"(<line class="interval" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)", frame.x(low),
                       frame.x(high), y, y);
  if (curve.optimum() >= frame.x_extent().low && curve.optimum() <= frame.x_extent().high)
    svg += fmt::format(R"(<circle class="best" cx="{:.1f}" cy="{:.1f}" r="4.2"/>)", frame.x(curve.optimum()), y);
}

/// The scales at the right, moved apart.
void put_labels(std::string& svg, const Transfer& transfer, const Frame& frame) {
  std::vector<EndLabel> labels;
  for (const Curve& curve : transfer.curves) {
    std::size_t last = curve.cells.size();
    while (last > 0 && !(curve.cells[last - 1].stable() && frame.shows(curve.cells[last - 1].mean))) --last;
    if (last > 0) labels.push_back({frame.y(curve.cells[last - 1].mean), with_suffix(curve.scale)});
  }
  frame.put_labels(svg, std::move(labels));
}

}  // namespace

std::string curves_chart(const Transfer& transfer) {
  const Frame frame(values_extent(transfer), losses_extent(transfer), {});
  const std::string& hp = transfer.sweep.hyperparameter;
  std::string svg = frame.opened(fmt::format("loss against {}, a curve for each {}", hp, transfer.sweep.axis));
  frame.put_y_ticks(svg, 7);
  frame.put_x_ticks(svg, 9, true);
  frame.put_base(svg, hp);
  for (std::size_t i = 0; i < transfer.curves.size(); ++i) {
    const Curve& curve = transfer.curves[i];
    svg += fmt::format(R"(<g style="opacity:{:.2f}"><title>{} {}</title>)", darkness(transfer, i),
                       run::escaped(transfer.sweep.axis), with_suffix(curve.scale));
    if (curve.has_optimum()) put_parabola(svg, curve, frame);
    put_cells(svg, curve, frame);
    svg += "</g>\n";
  }
  for (const Curve& curve : transfer.usable) put_optimum(svg, curve, frame);
  put_labels(svg, transfer, frame);
  return svg + "</svg>\n";
}

std::string optimum_chart(const Transfer& transfer) {
  constexpr Size kSize{1040, 280};
  if (transfer.usable.size() < 2) return "";
  Extent x, y;
  for (const Curve& curve : transfer.usable) {
    x.take(std::log2(curve.scale));
    for (const double value : {curve.optimum(), curve.interval.low, curve.interval.high})
      if (value >= curve.cells.front().x - 1 && value <= curve.cells.back().x + 1) y.take(value);
  }
  if (x.empty() || y.empty()) return "";
  x.widen(0.04, 0.5);
  y.widen(0.1, 2);
  const Frame frame(x, y, kSize);
  std::string svg = frame.opened(fmt::format("best {} against {}", transfer.sweep.hyperparameter, transfer.sweep.axis));
  for (const double value : log2_ticks(y)) frame.put_y_tick(svg, std::log2(value), short_number(value));
  for (const Curve& curve : transfer.usable) frame.put_x_tick(svg, std::log2(curve.scale), with_suffix(curve.scale));
  frame.put_base(svg, transfer.sweep.axis);
  std::string points;
  for (const Curve& curve : transfer.usable) {
    const double at = frame.x(std::log2(curve.scale));
    const double low = std::max(curve.interval.low, y.low);
    const double high = std::min(curve.interval.high, y.high);
    const double best = std::clamp(curve.optimum(), y.low, y.high);
    if (low < high)
      svg += fmt::format(R"(<line class="interval" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>)", at,
                         frame.y(low), frame.y(high));
    svg += fmt::format(R"(<circle class="best" cx="{:.1f}" cy="{:.1f}" r="4.2"/>)", at, frame.y(best));
    points += fmt::format("{:.1f},{:.1f} ", at, frame.y(best));
  }
  return svg + fmt::format("<polyline class=\"join\" points=\"{}\"/></svg>\n", points);
}

}  // namespace cdp::study
