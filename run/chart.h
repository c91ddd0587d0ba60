// A chart as inline SVG: lines and dots with labels at their right ends, horizontal levels, readings under the pointer
// without script. Colours are CSS classes; the page's style (style.h) says what they look like.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cdp::run {

enum class AxisKind { kLinear, kLog };
enum class Mark { kLine, kDots };

/// Points with x ascending. A y that is not finite (or not positive on a logarithmic axis) interrupts the line.
struct Series {
  std::string css;    // "train", "held-out", ...
  std::string label;  // at its right end; empty: none
  Mark mark = Mark::kLine;
  std::vector<double> x, y;
};

/// A horizontal line across the plot.
struct Level {
  std::string css, label;
  double y = 0;
};

/// What is shown while the pointer is nearest to x.
struct Reading {
  double x = 0, y = 0;
  std::vector<std::string> lines;
};

/// A vertical line: something that happened.
struct Event {
  double x = 0;
  std::string label;
};

struct Chart {
  std::string description;  // for screen readers
  std::string x_label, y_label;
  double width = 1040, height = 400;
  double right_margin = 16;  // room for labels at the right
  AxisKind y_axis = AxisKind::kLinear;
  std::optional<double> y_low, y_high;  // else from the data
  std::vector<Series> series;
  std::vector<Level> levels;
  std::vector<Reading> readings;
  std::optional<Event> event;
};

/// Logarithmic where all values are positive and the largest is more than `ratio` times the smallest.
[[nodiscard]] AxisKind fitting_axis(const std::vector<double>& values, double ratio = 20);

/// Triangular moving mean over `half` points to each side: symmetric at the beginning, where the curve is steep, so
/// that it is not bent; one-sided at the end. Points that are not finite are passed over and stay as they are.
[[nodiscard]] std::vector<double> smoothed(const std::vector<double>& values, std::size_t half);

[[nodiscard]] std::string svg(const Chart& chart);

/// & < > " ' as entities: for text and attribute values.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace cdp::run
