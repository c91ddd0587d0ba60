// Reads standard input in pieces and cuts it into lines; see requests.h.
#include "runtime/worker/requests.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>
#include <variant>

namespace cdp::runtime {

std::optional<run::TrainRequest> Requests::next() {
  running_.reset();
  while (waiting_.empty() && !has_ended_) read_some(-1);
  if (has_ended_) return std::nullopt;
  running_ = std::move(waiting_.front());
  waiting_.pop_front();
  return running_->request;
}

bool Requests::stops() {
  while (read_some(0)) continue;
  return has_ended_ || (running_ && running_->is_stopped);
}

bool Requests::read_some(int milliseconds) {
  if (has_ended_) return false;
  pollfd input{descriptor_, POLLIN, 0};
  if (::poll(&input, 1, milliseconds) <= 0) return false;  // nothing yet, or a signal came
  std::array<char, std::size_t{64} << 10> bytes{};
  const ssize_t count = ::read(descriptor_, bytes.data(), bytes.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return false;
  has_ended_ = count <= 0;  // what cannot be read has no more requests either
  if (!has_ended_) take({bytes.data(), static_cast<std::size_t>(count)});
  return !has_ended_;
}

void Requests::take(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    is_too_long_ = is_too_long_ || line_.size() + piece.size() > kLongestLine;
    if (is_too_long_)
      line_.clear();
    else
      line_ += piece;
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    if (std::exchange(is_too_long_, false))
      fault_(fmt::format("a request is longer than {} MiB", kLongestLine >> 20U));
    else
      take_line(std::exchange(line_, {}));
  }
}

void Requests::take_line(std::string_view line) {
  if (line.empty()) return;
  auto request = run::read_request(line);
  if (!request) return fault_("a request: " + request.error().text());
  if (auto* train = std::get_if<run::TrainRequest>(&*request)) {
    waiting_.push_back({std::move(*train), false});
    return;
  }
  const std::int64_t trial = std::get<run::StopRequest>(*request).trial;
  if (running_ && running_->request.trial == trial) running_->is_stopped = true;
  for (Trial& one : waiting_)
    if (one.request.trial == trial) one.is_stopped = true;
}

}  // namespace cdp::runtime
