// The signal handlers of interrupt.h. A handler may do next to nothing: set a flag, write a line.
#include "runtime/train/interrupt.h"

#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace cdp::runtime {
namespace {

constexpr int kCaught[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGXCPU, SIGPIPE};

// A signal handler can reach nothing but globals; this one may run in several threads.
std::atomic<std::int64_t> g_first{0};  // milliseconds when the first signal came; 0: none
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000 + 1;
}

void remember(int number) {
  const int before = errno;
  const std::int64_t now = milliseconds();
  std::int64_t first = 0;
  if (g_first.compare_exchange_strong(first, now)) {
    constexpr std::string_view kText =
        "\nfinishing this step, then saving; once more, in two seconds or later, to quit at once\n";
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kText.data(), kText.size());
  } else if (number != SIGXCPU && number != SIGPIPE && now - first >= Interrupt::kSame.count()) {
    if (getpid() == 1) _exit(128 + number);  // in a container: the system does not end process 1
    signal(number, SIG_DFL);
    raise(number);  // comes when this handler is done
  }
  errno = before;
}

}  // namespace

Interrupt::Interrupt() {
  static_assert(std::size(kCaught) == kSignals);
  g_first = 0;
  struct sigaction action {};
  action.sa_handler = remember;
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kSignals; ++i) {
    sigaction(kCaught[i], &action, &before_[i]);
    if (kCaught[i] == SIGHUP && before_[i].sa_handler == SIG_IGN) sigaction(SIGHUP, &before_[i], nullptr);
  }
}

Interrupt::~Interrupt() {
  for (std::size_t i = 0; i < kSignals; ++i) sigaction(kCaught[i], &before_[i], nullptr);
}

bool Interrupt::requested() {
  return g_first != 0;
}

}  // namespace cdp::runtime
