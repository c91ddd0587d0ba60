// Paint is around the text and ends with it.
#include "compiler/base/paint.h"

#include <gtest/gtest.h>

namespace cdp {
namespace {

TEST(Paint, PaintsAndResets) {
  EXPECT_EQ(paint(Color::kAlways, Style::kRed, "x"), "\x1b[1;31mx\x1b[0m");
  EXPECT_EQ(paint(Color::kNever, Style::kRed, "x"), "x");
}

}  // namespace
}  // namespace cdp
