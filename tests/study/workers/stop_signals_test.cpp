// Signals are noted while somebody listens, and what is ignored stays so.
#include "study/workers/stop_signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace cdp::study {
namespace {

TEST(StopSignals, AreNotedAndForgotten) {
  {
    const StopSignals noted;
    EXPECT_EQ(StopSignals::came(), 0);
    ::raise(SIGTERM);
    EXPECT_EQ(StopSignals::came(), SIGTERM);
  }
  const StopSignals again;
  EXPECT_EQ(StopSignals::came(), 0);
}

TEST(StopSignals, WhatIsIgnoredStaysSo) {
  const auto before = ::signal(SIGHUP, SIG_IGN);
  {
    const StopSignals noted;
    ::raise(SIGHUP);
    EXPECT_EQ(StopSignals::came(), 0);
  }
  ::signal(SIGHUP, before);
}

TEST(StopSignals, ABrokenPipeIsNoEnd) {
  const StopSignals noted;
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  EXPECT_EQ(::write(ends[1], "x", 1), -1);
  ::close(ends[1]);
  EXPECT_EQ(StopSignals::came(), 0);
}

}  // namespace
}  // namespace cdp::study
