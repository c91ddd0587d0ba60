// Which comments a file has.
#include "compiler/syntax/comments.h"

#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

TEST(Comments, KindsTextsAndWhetherAlone) {
  SourceMap sources;
  const std::string text = "// first\r\nlet a = 1 //  second \n  /// doc\n////four\n//\nuse \"// no\" ///";
  const FileId file = sources.add("test.cdp", text);
  const auto found = comments(sources, file);
  ASSERT_EQ(found.size(), 6U);
  EXPECT_EQ(found[0].text, "first");
  EXPECT_EQ(sources.text(found[0].span), "// first");
  EXPECT_TRUE(found[0].alone);
  EXPECT_EQ(found[1].text, "second");
  EXPECT_FALSE(found[1].alone);
  EXPECT_EQ(found[2].kind, CommentKind::kDoc);
  EXPECT_TRUE(found[2].alone);
  EXPECT_EQ(found[3].kind, CommentKind::kLine);
  EXPECT_EQ(found[3].text, "//four");
  EXPECT_EQ(found[4].text, "");
  EXPECT_EQ(found[5].kind, CommentKind::kDoc);
  EXPECT_FALSE(found[5].alone);
}

}  // namespace
}  // namespace cdp::syntax
