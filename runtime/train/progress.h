// What the user sees while training: one line that renews itself on a terminal, plain lines now and then elsewhere. No
// colours, so NO_COLOR has nothing to turn off.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace cdp::runtime {

struct ProgressPoint {
  std::int64_t step = 0;  // finished steps
  double loss = 0;
  double lr_factor = 0;
  double items_per_second = 0;
  double seconds_left = 0;
};

/// `step  400/2000  loss 2.3142  lr x0.820  21.3k tok/s  1:23 left`; `rate` is the unit of what is per second.
[[nodiscard]] std::string progress_text(const ProgressPoint& point, std::int64_t steps, std::string_view rate);

/// `1.2B`, `21.3k`, `950`
[[nodiscard]] std::string short_count(double value);
/// `1:23`, `2:05:00`
[[nodiscard]] std::string clock_text(double seconds);

enum class ProgressStyle { kTerminal, kPlain };

/// kTerminal if the stream is a terminal that can renew a line.
[[nodiscard]] ProgressStyle progress_style(std::FILE* out);

class Progress {
 public:
  Progress(std::FILE* out, ProgressStyle style, std::int64_t steps, std::string_view rate)
      : out_(out), style_(style), steps_(steps), rate_(rate) {}

  /// Whether it is time for another point, `seconds` after the start: several a second on a terminal, otherwise after 5
  /// seconds and ever more seldom, down to one a minute.
  [[nodiscard]] bool due(double seconds) const;
  void show(const ProgressPoint& point, double seconds);
  /// A line that stays, the renewed one moved out of its way.
  void say(const std::string& line);
  /// Leaves the cursor at the start of an empty line.
  void finish();

 private:
  void put(const std::string& text);

  std::FILE* out_;
  ProgressStyle style_;
  std::int64_t steps_;
  std::string_view rate_;
  double next_ = 0;
  bool open_line_ = false;
};

}  // namespace cdp::runtime
