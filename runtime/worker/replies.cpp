// See replies.h.
#include "runtime/worker/replies.h"

#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace cdp::runtime {

void Replies::put(const run::WorkerReply& reply) {
  const std::string text = run::reply_text(reply);
  std::string_view left = text;
  while (fault_ == 0 && !left.empty()) {
    const ssize_t count = ::write(descriptor_, left.data(), left.size());
    if (count >= 0)
      left.remove_prefix(static_cast<std::size_t>(count));
    else if (errno != EINTR)
      fault_ = errno;
  }
}

Status Replies::status() const {
  if (fault_ == 0 || fault_ == EPIPE) return Done{};
  return Error{"cannot be written: " + std::generic_category().message(fault_), "standard output"};
}

}  // namespace cdp::runtime
