// See frame.h.
#include "study/charts/frame.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "run/chart.h"
#include "run/numbers.h"

namespace cdp::study {

void Extent::take(double value) {
  if (!std::isfinite(value)) return;
  low = std::min(low, value);
  high = std::max(high, value);
}

void Extent::widen(double share, double least) {
  const double add = std::max(share * (high - low), (least - (high - low)) / 2);
  low -= std::max(0.0, add);
  high += std::max(0.0, add);
}

double Frame::x(double value) const {
  return size_.left + (value - x_.low) / (x_.high - x_.low) * (size_.width - size_.left - size_.right);
}

double Frame::y(double value) const {
  return size_.top + (y_.high - value) / (y_.high - y_.low) * (size_.height - size_.top - size_.bottom);
}

std::string Frame::opened(std::string_view description) const {
  return fmt::format(R"(<svg class="chart u" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">)", size_.width,
                     size_.height, run::escaped(description));
}

void Frame::put_y_tick(std::string& svg, double at, const std::string& label) const {
  svg += fmt::format(
      R"(<line class="grid" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/><text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)",
      size_.left, right(), y(at), y(at), size_.left - 10, y(at) + 4, label);
}

void Frame::put_x_tick(std::string& svg, double at, const std::string& label) const {
  svg += fmt::format(
      R"(<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/><text x="{0:.1f}" y="{3:.1f}" text-anchor="middle">{4}</text>)",
      x(at), base(), base() + 5, base() + 20, label);
}

void Frame::put_y_ticks(std::string& svg, int wanted) const {
  const std::vector<double> ticks = run::nice_ticks(y_.low, y_.high, wanted);
  const std::vector<std::string> labels = run::tick_labels(ticks);
  for (std::size_t i = 0; i < ticks.size(); ++i) put_y_tick(svg, ticks[i], labels[i]);
}

void Frame::put_x_ticks(std::string& svg, int wanted, bool is_log2) const {
  if (is_log2) {
    for (const double value : log2_ticks(x_, wanted)) put_x_tick(svg, std::log2(value), short_number(value));
    return;
  }
  const std::vector<double> ticks = run::nice_ticks(x_.low, x_.high, wanted);
  const std::vector<std::string> labels = run::tick_labels(ticks);
  for (std::size_t i = 0; i < ticks.size(); ++i) put_x_tick(svg, ticks[i], labels[i]);
}

void Frame::put_base(std::string& svg, const std::string& name) const {
  svg += fmt::format(R"(<line class="axis" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)", size_.left, right(),
                     base(), base());
  svg += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)", right(), base() + 40,
                     run::escaped(name));
}

void Frame::put_labels(std::string& svg, std::vector<EndLabel> labels) const {
  constexpr double kDistance = 16;
  std::stable_sort(labels.begin(), labels.end(), [](const EndLabel& a, const EndLabel& b) { return a.y < b.y; });
  for (std::size_t i = 1; i < labels.size(); ++i) labels[i].y = std::max(labels[i].y, labels[i - 1].y + kDistance);
  double most = base();
  for (std::size_t i = labels.size(); i-- > 0; most -= kDistance) labels[i].y = std::min(labels[i].y, most);
  for (const EndLabel& label : labels)
    svg += fmt::format(R"(<text class="scale" x="{:.1f}" y="{:.1f}">{}</text>)", right() + 10, label.y + 4,
                       run::escaped(label.text));
}

std::vector<double> log2_ticks(const Extent& extent, int wanted) {
  constexpr double kMost = 900;  // what a double can hold, with room
  if (extent.low < -kMost || extent.high > kMost) return {};
  return run::log_ticks(std::exp2(extent.low), std::exp2(extent.high), wanted);
}

void put_cross(std::string& svg, double x, double y) {
  svg += fmt::format(R"(<path class="cross" d="M{0:.1f} {2:.1f}L{1:.1f} {3:.1f}M{1:.1f} {2:.1f}L{0:.1f} {3:.1f}"/>)",
                     x - 3, x + 3, y - 3, y + 3);
}

}  // namespace cdp::study
