// Ctrl-C while training: the first asks the loop to stop after its step, the second quits at once.
#pragma once

#include <signal.h>

namespace cdp::runtime {

/// For its lifetime SIGINT and SIGTERM are remembered instead of ending the program; the first also says on standard
/// error what happens now. A second signal ends the program as if there were no Interrupt. One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  [[nodiscard]] static bool requested();

 private:
  struct sigaction before_int_ {};
  struct sigaction before_term_ {};
};

}  // namespace cdp::runtime
