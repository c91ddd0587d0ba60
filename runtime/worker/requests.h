// Requests as they come on a worker's standard input: queued while a trial runs, read without waiting between its
// steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "run/worker_lines.h"

namespace cdp::runtime {

class Requests {
 public:
  /// A line cannot be longer: twice the longest plan, as quotes and line feeds take two characters each.
  static constexpr std::size_t kLongestLine = std::size_t{128} << 20;

  /// Reads `descriptor`, which stays the caller's; `fault` is called for each line that is no request.
  Requests(int descriptor, std::function<void(const std::string& message)> fault)
      : descriptor_(descriptor), fault_(std::move(fault)) {}

  /// The next trial, which is the running one from then on; waits for it. Nothing once the input has ended, even if
  /// there are trials that have not begun.
  [[nodiscard]] std::optional<run::TrainRequest> next();

  /// Whether the running trial is to end: a stop request for it has come, or the input has ended. Reads what has come
  /// and does not wait for more.
  [[nodiscard]] bool stops();

 private:
  struct Trial {
    run::TrainRequest request;
    bool is_stopped = false;
  };

  /// Waits for input up to `milliseconds` (-1: for ever) and takes it; false where there is none.
  bool read_some(int milliseconds);
  void take(std::string_view bytes);
  void take_line(std::string_view line);

  int descriptor_;
  std::function<void(const std::string&)> fault_;
  std::string line_;  // the begun one
  bool is_too_long_ = false;
  bool has_ended_ = false;
  std::deque<Trial> waiting_;
  std::optional<Trial> running_;
};

}  // namespace cdp::runtime
