// The signal handlers of interrupt.h. A handler may do next to nothing: set a flag, write a line.
#include "runtime/train/interrupt.h"

#include <unistd.h>

#include <string_view>

namespace cdp::runtime {
namespace {

volatile sig_atomic_t g_requested = 0;  // a signal handler can reach nothing but a global

void remember(int) {
  g_requested = 1;
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  constexpr std::string_view kText = "\nfinishing this step, then saving; once more to quit at once\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kText.data(), kText.size());
}

}  // namespace

Interrupt::Interrupt() {
  g_requested = 0;
  struct sigaction action {};
  action.sa_handler = remember;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &before_int_);
  sigaction(SIGTERM, &action, &before_term_);
}

Interrupt::~Interrupt() {
  sigaction(SIGINT, &before_int_, nullptr);
  sigaction(SIGTERM, &before_term_, nullptr);
}

bool Interrupt::requested() {
  return g_requested != 0;
}

}  // namespace cdp::runtime
