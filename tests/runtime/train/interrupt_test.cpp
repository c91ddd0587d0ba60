// Signals while training: remembered once, those that follow at once are the same, later ones are fatal, and everything
// is as before when training is over.
#include "runtime/train/interrupt.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <thread>

namespace cdp::runtime {
namespace {

constexpr int kAll[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGXCPU, SIGPIPE};

void wait_until_it_is_another() {
  std::this_thread::sleep_for(Interrupt::kSame + std::chrono::milliseconds(100));
}

TEST(Interrupt, TheFirstSignalIsRemembered) {
  for (const int number : kAll) {
    const Interrupt interrupt;
    EXPECT_FALSE(Interrupt::requested());
    errno = 7;
    std::raise(number);
    EXPECT_EQ(errno, 7);
    EXPECT_TRUE(Interrupt::requested()) << number;
  }
}

TEST(Interrupt, SignalsInABurstAreOne) {
  const Interrupt interrupt;
  for (const int number : kAll) std::raise(number);
  for (const int number : kAll) std::raise(number);
  EXPECT_TRUE(Interrupt::requested());
}

TEST(InterruptDeathTest, ALaterSignalEndsTheProgram) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1})
    EXPECT_EXIT(
        {
          const Interrupt interrupt;
          std::raise(SIGINT);
          wait_until_it_is_another();
          std::raise(number);
        },
        ::testing::KilledBySignal(number), "finishing this step, then saving; once more, in two seconds or later");
}

TEST(InterruptDeathTest, WhatTheSystemRepeatsDoesNot) {
  EXPECT_EXIT(
      {
        const Interrupt interrupt;
        std::raise(SIGTERM);
        wait_until_it_is_another();
        std::raise(SIGXCPU);
        std::raise(SIGPIPE);
        std::_Exit(Interrupt::requested() ? 3 : 4);
      },
      ::testing::ExitedWithCode(3), "");
}

TEST(InterruptDeathTest, AHangUpThatIsIgnoredStaysSo) {
  EXPECT_EXIT(
      {
        std::signal(SIGHUP, SIG_IGN);
        const Interrupt interrupt;
        std::raise(SIGHUP);
        std::_Exit(Interrupt::requested() ? 4 : 3);
      },
      ::testing::ExitedWithCode(3), "");
}

TEST(InterruptDeathTest, OutsideItsLifeSignalsEndTheProgram) {
  for (const int number : kAll)
    EXPECT_EXIT(
        {
          { const Interrupt interrupt; }
          std::raise(number);
        },
        ::testing::KilledBySignal(number), "");
}

}  // namespace
}  // namespace cdp::runtime
