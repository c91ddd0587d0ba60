// Columns of text line up whatever is in them.
#include "compiler/base/columns.h"

#include <gtest/gtest.h>

namespace cdp {
namespace {

TEST(Columns, AlignsLeftAndRight) {
  EXPECT_EQ(columns({{{"name", {}}, {"lr", {}}}, {{"a", {}}, {"0.125", {}}}}, {Align::kLeft, Align::kRight}, 0,
                    Color::kNever),
            "name     lr\n"
            "a     0.125\n");
}

TEST(Columns, LeavesNoSpacesAtTheEndOfALine) {
  EXPECT_EQ(columns({{{"a", {}}, {"", {}}}, {{"bbb", {}}, {"x", {}}}}, {}, 2, Color::kNever), "  a\n  bbb  x\n");
}

TEST(Columns, LeavesOutWhatIsEmptyEverywhere) {
  EXPECT_EQ(columns({{{"a", {}}, {"", {}}, {"b", {}}}}, {}, 0, Color::kNever), "a  b\n");
}

TEST(Columns, CountsCodePointsAndNotBytes) {
  EXPECT_EQ(columns({{{"é", {}}, {"x", {}}}, {{"ab", {}}, {"y", {}}}}, {}, 0, Color::kNever), "é   x\nab  y\n");
}

TEST(Columns, PaintsTextWithoutItsPadding) {
  EXPECT_EQ(columns({{{"a", Style::kBold}, {"x", {}}}, {{"bb", {}}, {"y", {}}}}, {}, 0, Color::kAlways),
            "\x1b[1ma\x1b[0m   x\nbb  y\n");
}

TEST(Columns, NothingIsNothing) {
  EXPECT_EQ(columns({}, {}, 0, Color::kNever), "");
}

}  // namespace
}  // namespace cdp
