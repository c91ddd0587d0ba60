// See stop_signals.h.
#include "study/workers/stop_signals.h"

#include <cstddef>

namespace cdp::study {
namespace {

volatile sig_atomic_t stop_signal = 0;

}  // namespace

StopSignals::StopSignals() {
  stop_signal = 0;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction note = {};
    if (kSignals[i] == SIGPIPE)
      note.sa_handler = SIG_IGN;
    else
      note.sa_handler = [](int number) { stop_signal = number; };
    ::sigaction(kSignals[i], &note, &before_[i]);
    if (before_[i].sa_handler == SIG_IGN) ::sigaction(kSignals[i], &before_[i], nullptr);
  }
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
}

int StopSignals::came() {
  return stop_signal;
}

}  // namespace cdp::study
