// Signals that ask this program to end, noted so that it can first end what it has started.
#pragma once

#include <signal.h>

#include <array>

namespace cdp::study {

/// For its lifetime SIGINT, SIGTERM and SIGHUP are noted and a broken pipe is an error of its write; signals that are
/// ignored (nohup) stay so.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The signal that came last; 0: none.
  [[nodiscard]] static int came();

 private:
  static constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
  std::array<struct sigaction, kSignals.size()> before_{};
};

}  // namespace cdp::study
