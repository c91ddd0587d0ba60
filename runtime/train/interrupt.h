// Ctrl-C and its like while training: the first asks the loop to stop after its step and save, another one later quits
// at once.
#pragma once

#include <signal.h>

#include <array>
#include <chrono>
#include <cstddef>

namespace cdp::runtime {

/// For its lifetime SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGXCPU and SIGPIPE are remembered instead of ending the program;
/// the first also says on standard error what happens now. Schedulers send several at once: those within kSame after
/// the first are the same. A later one ends the program as if there were no Interrupt, but for SIGXCPU and SIGPIPE,
/// which the system repeats for one and the same reason. A SIGHUP that was ignored (nohup) stays so. One at a time.
class Interrupt {
 public:
  static constexpr std::chrono::milliseconds kSame{2000};

  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  [[nodiscard]] static bool requested();

 private:
  static constexpr std::size_t kSignals = 6;
  std::array<struct sigaction, kSignals> before_{};
};

}  // namespace cdp::runtime
