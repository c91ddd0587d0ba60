// A worker's replies, each written to standard output as a whole line at once.
#pragma once

#include "compiler/base/result.h"
#include "run/worker_lines.h"

namespace cdp::runtime {

class Replies {
 public:
  /// Writes to `descriptor`, which stays the caller's. SIGPIPE must be ignored.
  explicit Replies(int descriptor) : descriptor_(descriptor) {}

  /// After a failure nothing is written any more.
  void put(const run::WorkerReply& reply);

  /// Whether all replies could be written so far.
  [[nodiscard]] bool are_heard() const { return fault_ == 0; }
  /// A reader who has gone away is no fault.
  [[nodiscard]] Status status() const;

 private:
  int descriptor_;
  int fault_ = 0;  // the system's error number
};

}  // namespace cdp::runtime
