// Blank lines, comments and semicolons between entries.
#include "compiler/format/listing.h"

#include "tests/compiler/format/format_support.h"

namespace cdp::format {
namespace {

TEST(Listing, AtMostOneBlankLine) {
  EXPECT_EQ(checked("\n\naxis a\n\n\n\naxis b\naxis c\n\n\n"), "axis a\n\naxis b\naxis c\n");
  EXPECT_EQ(checked("base {\n\n\nlr = 1\n\n\neps = 2\n\n}"), "base {\n  lr = 1\n\n  eps = 2\n}\n");
}

TEST(Listing, BlankLinesRoundComments) {
  EXPECT_EQ(checked("// a\n\n\n// b\naxis a\n\n// c\n\n\naxis b\n\n\n// d\n\n"),
            "// a\n\n// b\naxis a\n\n// c\n\naxis b\n\n// d\n");
}

TEST(Listing, CommentsOfABlock) {
  EXPECT_EQ(checked("base { // open\n// first\nlr = 1 // behind\n// last\n} // closed\n"),
            "base {  // open\n  // first\n  lr = 1  // behind\n  // last\n}  // closed\n");
  EXPECT_EQ(checked("base {\n// only\n}"), "base {\n  // only\n}\n");
  EXPECT_EQ(checked("base { // only\n}"), "base {  // only\n}\n");
}

TEST(Listing, ACommentBetweenHeadAndBraceComesBehindTheBrace) {
  EXPECT_EQ(checked("base // why\n{ lr = 1 }"), "base {  // why\n  lr = 1\n}\n");
}

TEST(Listing, OnlyComments) {
  EXPECT_EQ(checked("// a\n\n\n\n// b"), "// a\n\n// b\n");
}

TEST(Listing, SemicolonsGo) {
  EXPECT_EQ(checked(";;axis a;;axis b;"), "axis a\naxis b\n");
  EXPECT_EQ(checked("base { ;lr = 1;;eps = 2; }"), "base { lr = 1; eps = 2 }\n");
  EXPECT_EQ(checked("base {\n;\n}"), "base {}\n");
  EXPECT_EQ(checked("axis a\n\n; axis b"), "axis a\n\naxis b\n");
}

TEST(Listing, ASemicolonThatKeepsDocumentationAwayStays) {
  EXPECT_EQ(checked("axis a\n/// of nothing\n; axis b"), "axis a\n/// of nothing\n;\naxis b\n");
  EXPECT_EQ(checked("axis a // t\n; /// of nothing\naxis b"), "axis a  // t\n/// of nothing\n;\naxis b\n");
  EXPECT_EQ(checked("module A\n/// of nothing\n{\n/// of b\nb: C\n}"),
            "module A {\n  /// of nothing\n  ;\n  /// of b\n  b: C\n}\n");
}

TEST(Listing, ASemicolonThatKeepsEntriesApartStays) {
  EXPECT_EQ(checked("rules r() {\nlet a = b; // why\n*.c { lr *= a }\n}"),
            "rules r() {\n  let a = b;  // why\n  *.c { lr *= a }\n}\n");
  EXPECT_EQ(checked("rules r() {\nlet a = b;\n**.c { lr *= a }\n}"),
            "rules r() {\n  let a = b\n  **.c { lr *= a }\n}\n");
}

}  // namespace
}  // namespace cdp::format
