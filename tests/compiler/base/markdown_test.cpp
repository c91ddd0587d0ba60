// What a name may not do to a page of Markdown.
#include "compiler/base/markdown.h"

#include <gtest/gtest.h>

namespace cdp::markdown {
namespace {

TEST(Markdown, CodeIsASpanThatNothingWithinEnds) {
  EXPECT_EQ(code("embed.weight"), "`embed.weight`");
  EXPECT_EQ(code("a`b"), "`` a`b ``");
  EXPECT_EQ(code("a|b"), "`a\\|b`");
  EXPECT_EQ(code(""), "");
  EXPECT_EQ(code("a\nb"), "`a\uFFFDb`");
}

TEST(Markdown, PlainWordsHaveNoMeaning) {
  EXPECT_EQ(plain("goes with 1"), "goes with 1");
  EXPECT_EQ(plain("[x](y) @team <b> a|b"), "\\[x\\]\\(y\\) &#64;team &#60;b> a\\|b");
}

}  // namespace
}  // namespace cdp::markdown
