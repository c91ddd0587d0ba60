// When colours are used.
#include "compiler/driver/terminal.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace cdp::driver {
namespace {

TEST(Terminal, ObeysTheWish) {
  EXPECT_EQ(choose_colors(ColorWish::kAlways).out, diag::Color::kAlways);
  EXPECT_EQ(choose_colors(ColorWish::kNever).err, diag::Color::kNever);
}

TEST(Terminal, NoColorTurnsColoursOffUnlessTheyAreWishedFor) {
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_EQ(choose_colors(ColorWish::kAuto).out, diag::Color::kNever);
  EXPECT_EQ(choose_colors(ColorWish::kAlways).out, diag::Color::kAlways);
  ::unsetenv("NO_COLOR");
}

}  // namespace
}  // namespace cdp::driver
