// Ctrl-C: remembered once, then fatal, and everything as before when training is over.
#include "runtime/train/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>

namespace cdp::runtime {
namespace {

TEST(Interrupt, TheFirstSignalIsRemembered) {
  for (const int number : {SIGINT, SIGTERM}) {
    const Interrupt interrupt;
    EXPECT_FALSE(Interrupt::requested());
    std::raise(number);
    EXPECT_TRUE(Interrupt::requested());
  }
}

TEST(InterruptDeathTest, TheSecondSignalEndsTheProgram) {
  EXPECT_EXIT(
      {
        const Interrupt interrupt;
        std::raise(SIGINT);
        std::raise(SIGTERM);
      },
      ::testing::KilledBySignal(SIGTERM), "finishing this step, then saving; once more to quit at once");
}

TEST(InterruptDeathTest, OutsideItsLifeSignalsEndTheProgram) {
  EXPECT_EXIT(
      {
        { const Interrupt interrupt; }
        std::raise(SIGINT);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace cdp::runtime
