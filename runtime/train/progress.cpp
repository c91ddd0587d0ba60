// The progress line; see progress.h.
#include "runtime/train/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "compiler/base/harmless.h"

namespace cdp::runtime {

std::string short_count(double value) {
  for (const auto& [unit, letter] :
       {std::pair(1e12, 'T'), std::pair(1e9, 'B'), std::pair(1e6, 'M'), std::pair(1e3, 'k')}) {
    if (value >= unit * 0.99995) return fmt::format("{:.1f}{}", value / unit, letter);
  }
  return fmt::format("{:.0f}", value);
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::clamp(std::round(seconds), 0.0, 1e9));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string progress_text(const ProgressPoint& point, std::int64_t steps, std::string_view rate) {
  const std::string total = std::to_string(steps);
  return fmt::format("step {:>{}}/{}  loss {:.4f}  lr x{:.3f}  {} {}  {} left", point.step, total.size(), total,
                     point.loss, point.lr_factor, short_count(point.items_per_second), rate,
                     clock_text(point.seconds_left));
}

ProgressStyle progress_style(std::FILE* out) {
  const char* const terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return !dumb && isatty(fileno(out)) == 1 ? ProgressStyle::kTerminal : ProgressStyle::kPlain;
}

/// Who does not listen misses something; the run goes on.
void Progress::put(const std::string& text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), out_));
  std::fflush(out_);
}

bool Progress::due(double seconds) const {
  return seconds >= next_;
}

void Progress::show(const ProgressPoint& point, double seconds) {
  const std::string text = harmless(progress_text(point, steps_, rate_));
  if (style_ == ProgressStyle::kTerminal) {
    next_ = seconds + 0.2;
    put("\r" + text + "\x1b[K");
    open_line_ = true;
  } else {
    next_ = seconds + std::clamp(seconds / 10, 5.0, 60.0);
    put(text + "\n");
  }
}

void Progress::say(const std::string& line) {
  put((open_line_ ? "\r\x1b[K" : "") + shortened(line, kLongestMessage) + "\n");
  open_line_ = false;
}

void Progress::finish() {
  if (open_line_) put("\n");
  open_line_ = false;
}

}  // namespace cdp::runtime
