// Words and comments, and the white space they are said to stand in.
#include "compiler/format/pieces.h"

#include <gtest/gtest.h>

namespace cdp::format {
namespace {

TEST(Pieces, WordsKnowTheirCommentsAndLines) {
  SourceMap sources;
  const FileId file = sources.add("a.cdp", "// one  \n/// two\n\nlet a\n\n= 1 // three\r\n");
  const Pieces pieces = pieces_of(sources, file);
  ASSERT_EQ(pieces.words.size(), 5U);
  EXPECT_EQ(pieces.words[0].text, "let");
  EXPECT_EQ(pieces.words[0].comments, 2U);
  EXPECT_TRUE(pieces.words[0].first_on_line);
  EXPECT_TRUE(pieces.words[0].blank_before);
  EXPECT_FALSE(pieces.words[1].first_on_line);
  EXPECT_TRUE(pieces.words[2].blank_before);
  EXPECT_FALSE(pieces.words[3].blank_before);
  EXPECT_EQ(pieces.words[4].text, "");
  EXPECT_EQ(pieces.words[4].comments, 3U);
  ASSERT_EQ(pieces.comments.size(), 3U);
  EXPECT_EQ(pieces.comments[0].text, "// one");
  EXPECT_FALSE(pieces.comments[0].doc);
  EXPECT_TRUE(pieces.comments[1].doc);
  EXPECT_TRUE(pieces.comments[1].alone);
  EXPECT_EQ(pieces.comments[2].text, "// three");
  EXPECT_FALSE(pieces.comments[2].alone);
}

TEST(Pieces, AnEmptyFileIsItsEnd) {
  SourceMap sources;
  const Pieces pieces = pieces_of(sources, sources.add("a.cdp", ""));
  ASSERT_EQ(pieces.words.size(), 1U);
  EXPECT_EQ(pieces.words[0].text, "");
}

}  // namespace
}  // namespace cdp::format
