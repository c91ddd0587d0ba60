// Drawing a chart: a frame maps data to pixels; each part appends its SVG.
#include "run/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "run/numbers.h"

namespace cdp::run {
namespace {

constexpr double kTop = 14, kBottom = 44, kLeft = 58;
constexpr double kLabelDistance = 16;     // between labels at the right, in pixels
constexpr double kLeastLabelMargin = 40;  // with less room at the right, labels stand on their lines
constexpr std::size_t kMostLinePoints = 1500;
constexpr std::size_t kMostReadings = 160;

/// One direction of the plot: data [low, high] to pixels [from, to].
struct Axis {
  AxisKind kind = AxisKind::kLinear;
  double low = 0, high = 1, from = 0, to = 1;

  [[nodiscard]] bool shows(double value) const {
    return std::isfinite(value) && (kind == AxisKind::kLinear || value > 0);
  }
  [[nodiscard]] double at(double value) const {
    const double share = kind == AxisKind::kLinear
                             ? (value - low) / (high - low)
                             : (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
    return from + share * (to - from);
  }
};

struct Frame {
  Axis x, y;
};

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void take(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] bool empty() const { return low > high; }
};

template <class... Values>
void put(std::string& out, fmt::format_string<Values...> format, Values&&... values) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Values>(values)...);
}

Axis x_axis(const Chart& chart) {
  Extent extent;
  for (const Series& series : chart.series) {
    for (const double x : series.x) extent.take(x);
  }
  if (chart.event) extent.take(chart.event->x);
  if (extent.empty()) extent = {0, 1};
  extent.take(0);  // runs begin at step 0
  if (extent.low == extent.high) extent.high = extent.low + 1;
  return {AxisKind::kLinear, extent.low, extent.high, kLeft, chart.width - chart.right_margin};
}

Axis y_axis(const Chart& chart) {
  Axis axis{chart.y_axis, 0, 1, chart.height - kBottom, kTop};
  Extent extent;
  const auto take = [&](double value) {
    if (axis.shows(value)) extent.take(value);
  };
  for (const Series& series : chart.series) std::for_each(series.y.begin(), series.y.end(), take);
  for (const Level& level : chart.levels) take(level.y);
  if (extent.empty()) extent = axis.kind == AxisKind::kLog ? Extent{0.1, 10} : Extent{0, 1};
  if (axis.kind == AxisKind::kLog) {
    const double pad = std::clamp(std::exp(0.05 * (std::log(extent.high) - std::log(extent.low))), 1.05, 10.0);
    extent = {extent.low / pad, extent.high * pad};
  } else {
    double pad = 0.05 * (extent.high - extent.low);
    if (pad == 0) pad = std::max(0.1, 0.1 * std::abs(extent.high));
    extent = {extent.low - pad, extent.high + pad};
  }
  axis.low = chart.y_low.value_or(extent.low);
  axis.high = chart.y_high.value_or(extent.high);
  return axis;
}

void put_axes(std::string& out, const Chart& chart, const Frame& frame) {
  const int wanted_y = static_cast<int>((frame.y.from - frame.y.to) / 48);
  const std::vector<double> ys = frame.y.kind == AxisKind::kLog ? log_ticks(frame.y.low, frame.y.high, wanted_y)
                                                                : nice_ticks(frame.y.low, frame.y.high, wanted_y);
  const std::vector<std::string> y_labels = tick_labels(ys);
  for (std::size_t i = 0; i < ys.size(); ++i) {
    const double y = frame.y.at(ys[i]);
    put(out, "<line class=\"grid\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", frame.x.from, frame.x.to,
        y, y);
    put(out, "<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", frame.x.from - 10, y + 4,
        y_labels[i]);
  }
  const int wanted_x = std::max(2, static_cast<int>((frame.x.to - frame.x.from) / 90));
  std::vector<double> xs = nice_ticks(frame.x.low, frame.x.high, wanted_x);
  std::erase_if(xs, [](double x) { return x != std::round(x); });  // there are no half steps
  const std::vector<std::string> x_labels = tick_labels(xs);
  const double base = frame.y.from;
  put(out, "<line class=\"axis\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n", frame.x.from, frame.x.to,
      base, base);
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const double x = frame.x.at(xs[i]);
    put(out, "<line class=\"axis\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", x, x, base, base + 5);
    put(out, "<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x, base + 20,
        x_labels[i]);
  }
  put(out, "<text class=\"name\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", frame.x.to, base + 38,
      escaped(chart.x_label));
}

/// At most kMostLinePoints points: of every bucket the lowest and the highest, in their order.
std::vector<std::size_t> drawn_points(const Series& series) {
  std::vector<std::size_t> drawn;
  const std::size_t size = series.x.size();
  const std::size_t buckets = size > kMostLinePoints ? kMostLinePoints / 2 : size;
  for (std::size_t b = 0; b < buckets; ++b) {
    const std::size_t begin = b * size / buckets;
    const std::size_t end = (b + 1) * size / buckets;
    std::size_t low = begin, high = begin;
    for (std::size_t i = begin; i < end; ++i) {
      if (!(series.y[i] >= series.y[low])) low = i;  // also takes NaN, which must interrupt the line
      if (series.y[i] > series.y[high]) high = i;
    }
    drawn.push_back(std::min(low, high));
    if (low != high) drawn.push_back(std::max(low, high));
  }
  return drawn;
}

void put_line(std::string& out, const Series& series, const Frame& frame) {
  put(out, "<path class=\"line {}\" d=\"", series.css);
  bool pen_down = false;
  for (const std::size_t i : drawn_points(series)) {
    if (!frame.y.shows(series.y[i])) {
      pen_down = false;
      continue;
    }
    put(out, "{}{:.1f} {:.1f}", pen_down ? 'L' : 'M', frame.x.at(series.x[i]), frame.y.at(series.y[i]));
    if (!pen_down) out += "h0";  // a point with no neighbour is still a dot
    pen_down = true;
  }
  out += "\"/>\n";
}

void put_dots(std::string& out, const Series& series, const Frame& frame) {
  put(out, "<g class=\"dots {}\">", series.css);
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    if (!frame.y.shows(series.y[i])) continue;
    put(out, "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>", frame.x.at(series.x[i]), frame.y.at(series.y[i]),
        series.x.size() > 80 ? 2 : 3.5);
  }
  out += "</g>\n";
}

struct EndLabel {
  std::string css, text;
  double y = 0;
};

/// Moves labels apart, downwards then back up where the lowest left the plot.
void spread(std::vector<EndLabel>& labels, double lowest) {
  std::stable_sort(labels.begin(), labels.end(), [](const EndLabel& a, const EndLabel& b) { return a.y < b.y; });
  for (std::size_t i = 1; i < labels.size(); ++i) {
    labels[i].y = std::max(labels[i].y, labels[i - 1].y + kLabelDistance);
  }
  double limit = lowest;
  for (std::size_t i = labels.size(); i-- > 0; limit -= kLabelDistance) labels[i].y = std::min(labels[i].y, limit);
}

void put_end_labels(std::string& out, const Chart& chart, const Frame& frame) {
  std::vector<EndLabel> labels;
  for (const Series& series : chart.series) {
    std::size_t last = series.y.size();
    while (last > 0 && !frame.y.shows(series.y[last - 1])) --last;
    if (last > 0 && !series.label.empty()) labels.push_back({series.css, series.label, frame.y.at(series.y[last - 1])});
  }
  for (const Level& level : chart.levels) {
    if (frame.y.shows(level.y)) labels.push_back({level.css, level.label, frame.y.at(level.y)});
  }
  spread(labels, frame.y.from - 2);
  const bool inside = chart.right_margin < kLeastLabelMargin;
  for (const EndLabel& label : labels) {
    put(out, "<text class=\"end {}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", label.css,
        inside ? frame.x.to : frame.x.to + 10, inside ? label.y - 7 : label.y + 4, inside ? "end" : "start",
        escaped(label.text));
  }
}

void put_event(std::string& out, const Event& event, const Frame& frame) {
  const double x = frame.x.at(event.x);
  const bool left = x > (frame.x.from + frame.x.to) / 2;
  put(out, "<g class=\"event\"><line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>", x, frame.y.from,
      frame.y.to);
  put(out, "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text></g>\n", left ? x - 8 : x + 8, frame.y.to + 12,
      left ? "end" : "start", escaped(event.label));
}

/// Strips as wide as the way to the neighbours; CSS shows a strip's text while the pointer is in it.
void put_readings(std::string& out, const Chart& chart, const Frame& frame) {
  const std::size_t size = chart.readings.size();
  const std::size_t shown = std::min(size, kMostReadings);
  std::vector<const Reading*> readings;
  for (std::size_t i = 0; i < shown; ++i) {
    readings.push_back(&chart.readings[shown > 1 ? i * (size - 1) / (shown - 1) : 0]);
  }
  for (std::size_t i = 0; i < shown; ++i) {
    const double x = frame.x.at(readings[i]->x);
    const double begin = i == 0 ? frame.x.from : (frame.x.at(readings[i - 1]->x) + x) / 2;
    const double end = i + 1 == shown ? frame.x.to : (frame.x.at(readings[i + 1]->x) + x) / 2;
    const bool left = x > (frame.x.from + frame.x.to) / 2;
    put(out, "<g class=\"reading\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", begin,
        frame.y.to, std::max(0.5, end - begin), frame.y.from - frame.y.to);
    put(out, "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>", x, frame.y.to, frame.y.from);
    if (frame.y.shows(readings[i]->y))
      put(out, "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>", x, frame.y.at(readings[i]->y));
    double y = frame.y.to + 30;
    for (const std::string& line : readings[i]->lines) {
      put(out, "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", left ? x - 10 : x + 10, y,
          left ? "end" : "start", escaped(line));
      y += 17;
    }
    out += "</g>\n";
  }
}

}  // namespace

AxisKind fitting_axis(const std::vector<double>& values, double ratio) {
  Extent extent;
  for (const double value : values) {
    if (std::isfinite(value)) extent.take(value);
  }
  return !extent.empty() && extent.low > 0 && extent.high > ratio * extent.low ? AxisKind::kLog : AxisKind::kLinear;
}

std::vector<double> smoothed(const std::vector<double>& values, std::size_t half) {
  std::vector<double> means = values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const std::size_t reach = std::min(half, i);
    double sum = 0, weights = 0;
    for (std::size_t j = i - reach; j <= std::min(i + reach, values.size() - 1); ++j) {
      if (!std::isfinite(values[j])) continue;
      const double weight = static_cast<double>(reach + 1 - (j > i ? j - i : i - j));
      sum += weight * values[j];
      weights += weight;
    }
    means[i] = sum / weights;
  }
  return means;
}

std::string svg(const Chart& chart) {
  const Frame frame{x_axis(chart), y_axis(chart)};
  std::string out;
  put(out, "<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", chart.width, chart.height,
      escaped(chart.description));
  put_axes(out, chart, frame);
  for (const Level& level : chart.levels) {
    if (!frame.y.shows(level.y)) continue;
    put(out, "<line class=\"level {0}\" x1=\"{1:.1f}\" x2=\"{2:.1f}\" y1=\"{3:.1f}\" y2=\"{3:.1f}\"/>\n", level.css,
        frame.x.from, frame.x.to, frame.y.at(level.y));
  }
  for (const Series& series : chart.series) {
    series.mark == Mark::kLine ? put_line(out, series, frame) : put_dots(out, series, frame);
  }
  put_end_labels(out, chart, frame);
  if (chart.event) put_event(out, *chart.event, frame);
  put_readings(out, chart, frame);
  out += "</svg>\n";
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace cdp::run
