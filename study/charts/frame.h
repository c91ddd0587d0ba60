// What the charts of studies have in common: a frame that maps data to pixels, its axes and marks, as inline SVG.
// Colours are classes of the page's style (style.h).
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace cdp::study {

/// From the smallest to the largest of what it was shown.
struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  /// What is not finite is passed over.
  void take(double value);
  [[nodiscard]] bool empty() const { return low > high; }
  /// Wider by a share on both sides, and by `least` in all.
  void widen(double share, double least);
};

/// In pixels, with the margins for ticks and labels.
struct Size {
  double width = 1040, height = 440;
  double left = 64, right = 74, top = 16, bottom = 46;
};

/// A label at the right of the plot, at the height of what it belongs to, in pixels.
struct EndLabel {
  double y = 0;
  std::string text;
};

/// x and y already as they are drawn: logarithms where an axis is logarithmic.
class Frame {
 public:
  Frame(Extent x, Extent y, Size size) : x_(x), y_(y), size_(size) {}

  [[nodiscard]] double x(double value) const;
  [[nodiscard]] double y(double value) const;
  [[nodiscard]] bool shows(double y) const { return y >= y_.low && y <= y_.high; }
  [[nodiscard]] double base() const { return size_.height - size_.bottom; }
  [[nodiscard]] double right() const { return size_.width - size_.right; }
  [[nodiscard]] const Size& size() const { return size_; }
  [[nodiscard]] const Extent& x_extent() const { return x_; }
  [[nodiscard]] const Extent& y_extent() const { return y_; }

  /// `<svg ...>`; the description is for screen readers.
  [[nodiscard]] std::string opened(std::string_view description) const;
  void put_y_tick(std::string& svg, double at, const std::string& label) const;
  void put_x_tick(std::string& svg, double at, const std::string& label) const;
  /// About so many round numbers on each axis; an axis of x that is log2 has the numbers themselves.
  void put_y_ticks(std::string& svg, int wanted) const;
  void put_x_ticks(std::string& svg, int wanted, bool is_log2) const;
  /// The line at the bottom, and what x is.
  void put_base(std::string& svg, const std::string& name) const;
  /// Moved apart where they would stand on each other.
  void put_labels(std::string& svg, std::vector<EndLabel> labels) const;

 private:
  Extent x_, y_;
  Size size_;
};

/// Ticks of an axis of log2: 1, 2 and 5 times powers of ten, or powers of two where these are few.
[[nodiscard]] std::vector<double> log2_ticks(const Extent& extent, int wanted = 9);

/// A cross with its middle there.
void put_cross(std::string& svg, double x, double y);

}  // namespace cdp::study
