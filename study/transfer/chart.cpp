// See chart.h. Pixels are computed here; what lines look like is page.cpp's.
#include "study/transfer/chart.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "run/chart.h"
#include "run/numbers.h"

namespace cdp::study {

namespace {

constexpr double kWidth = 1040, kLeft = 64, kRight = 74, kTop = 16, kBottom = 46;

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void take(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] bool empty() const { return low > high; }
  /// Wider by a share on both sides, and by `least` in all.
  void widen(double share, double least) {
    const double add = std::max(share * (high - low), (least - (high - low)) / 2);
    low -= std::max(0.0, add);
    high += std::max(0.0, add);
  }
};

/// x and y already as they are drawn: logarithms where an axis is logarithmic.
class Frame {
 public:
  Frame(Range x, Range y, double height) : x_(x), y_(y), height_(height) {}

  [[nodiscard]] double x(double value) const {
    return kLeft + (value - x_.low) / (x_.high - x_.low) * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] double y(double value) const {
    return kTop + (y_.high - value) / (y_.high - y_.low) * (height_ - kTop - kBottom);
  }
  [[nodiscard]] bool shows(double loss) const { return loss >= y_.low && loss <= y_.high; }
  [[nodiscard]] double base() const { return height_ - kBottom; }
  [[nodiscard]] const Range& x_range() const { return x_; }
  [[nodiscard]] const Range& y_range() const { return y_; }

  void put_y_tick(std::string& svg, double at, const std::string& label) const {
    svg += fmt::format(
        R"(<line class="grid" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/><text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)",
        kLeft, kWidth - kRight, y(at), y(at), kLeft - 10, y(at) + 4, label);
  }
  void put_x_tick(std::string& svg, double at, const std::string& label) const {
    svg += fmt::format(
        R"(<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/><text x="{0:.1f}" y="{3:.1f}" text-anchor="middle">{4}</text>)",
        x(at), base(), base() + 5, base() + 20, label);
  }
  void put_base(std::string& svg, const std::string& name) const {
    svg += fmt::format(R"(<line class="axis" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)", kLeft,
                       kWidth - kRight, base(), base());
    svg += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)", kWidth - kRight, base() + 40,
                       run::escaped(name));
  }

 private:
  Range x_, y_;
  double height_;
};

std::string opened(double height, const std::string& description) {
  return fmt::format(R"(<svg class="chart u" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">)", kWidth, height,
                     run::escaped(description));
}

/// Ticks of an axis of log2: 1, 2 and 5 times powers of ten, or powers of two where these are few.
std::vector<double> log2_ticks(const Range& range) {
  constexpr double kMost = 900;  // what a double can hold, with room
  if (range.low < -kMost || range.high > kMost) return {};
  return run::log_ticks(std::exp2(range.low), std::exp2(range.high), 9);
}

Range values_range(const Transfer& transfer) {
  Range range;
  for (const Curve& curve : transfer.curves)
    for (const CurveCell& cell : curve.cells) range.take(cell.x);
  range.widen(0.03, 1);
  return range;
}

/// Of what the parabolas go through: values farther out, which may be near to divergence, are cut off at the top.
Range losses_range(const Transfer& transfer) {
  Range range;
  for (const Curve& curve : transfer.curves)
    for (std::size_t i = 0; i < curve.cells.size(); ++i) {
      const CurveCell& cell = curve.cells[i];
      if (cell.stable() && (!curve.has_optimum() || (i >= curve.first && i <= curve.last))) range.take(cell.mean);
      if (curve.has_optimum()) range.take(curve.lowest());
    }
  constexpr double kMost = 1e9;  // beyond, nobody reads an axis
  if (range.empty() || range.low < -kMost || range.high > kMost) range = {0, 1};
  range.widen(0.06, 1e-6);
  return range;
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
      svg +=
          fmt::format(R"(<path class="cross" d="M{0:.1f} {2:.1f}L{1:.1f} {3:.1f}M{1:.1f} {2:.1f}L{0:.1f} {3:.1f}"/>)",
                      x - 3, x + 3, kTop - 3, kTop + 3);
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
  const double low = std::max(curve.interval.low, frame.x_range().low);
  const double high = std::min(curve.interval.high, frame.x_range().high);
  if (!frame.shows(curve.lowest())) return;
  const double y = frame.y(curve.lowest());
  if (low < high)
    svg += fmt::format(R"(<line class="interval" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)", frame.x(low),
                       frame.x(high), y, y);
  if (curve.optimum() >= frame.x_range().low && curve.optimum() <= frame.x_range().high)
    svg += fmt::format(R"(<circle class="best" cx="{:.1f}" cy="{:.1f}" r="4.2"/>)", frame.x(curve.optimum()), y);
}

struct Label {
  double y = 0;
  std::string text;
};

/// The scales at the right, moved apart.
void put_labels(std::string& svg, const Transfer& transfer, const Frame& frame) {
  constexpr double kDistance = 16;
  std::vector<Label> labels;
  for (const Curve& curve : transfer.curves) {
    std::size_t last = curve.cells.size();
    while (last > 0 && !(curve.cells[last - 1].stable() && frame.shows(curve.cells[last - 1].mean))) --last;
    if (last > 0) labels.push_back({frame.y(curve.cells[last - 1].mean), with_suffix(curve.scale)});
  }
  std::stable_sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.y < b.y; });
  for (std::size_t i = 1; i < labels.size(); ++i) labels[i].y = std::max(labels[i].y, labels[i - 1].y + kDistance);
  double most = frame.base();
  for (std::size_t i = labels.size(); i-- > 0; most -= kDistance) labels[i].y = std::min(labels[i].y, most);
  for (const Label& label : labels)
    svg += fmt::format(R"(<text class="scale" x="{:.1f}" y="{:.1f}">{}</text>)", kWidth - kRight + 10, label.y + 4,
                       label.text);
}

}  // namespace

std::string curves_chart(const Transfer& transfer) {
  constexpr double kHeight = 440;
  const Frame frame(values_range(transfer), losses_range(transfer), kHeight);
  const std::string& hp = transfer.sweep.hyperparameter;
  std::string svg = opened(kHeight, fmt::format("loss against {}, a curve for each {}", hp, transfer.sweep.axis));
  const std::vector<double> ys = run::nice_ticks(frame.y_range().low, frame.y_range().high, 7);
  const std::vector<std::string> labels = run::tick_labels(ys);
  for (std::size_t i = 0; i < ys.size(); ++i) frame.put_y_tick(svg, ys[i], labels[i]);
  for (const double value : log2_ticks(frame.x_range())) frame.put_x_tick(svg, std::log2(value), short_number(value));
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
  constexpr double kHeight = 280;
  if (transfer.usable.size() < 2) return "";
  Range x, y;
  for (const Curve& curve : transfer.usable) {
    x.take(std::log2(curve.scale));
    for (const double value : {curve.optimum(), curve.interval.low, curve.interval.high})
      if (value >= curve.cells.front().x - 1 && value <= curve.cells.back().x + 1) y.take(value);
  }
  if (x.empty() || y.empty()) return "";
  x.widen(0.04, 0.5);
  y.widen(0.1, 2);
  const Frame frame(x, y, kHeight);
  std::string svg =
      opened(kHeight, fmt::format("best {} against {}", transfer.sweep.hyperparameter, transfer.sweep.axis));
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
