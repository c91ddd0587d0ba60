// Offsets, lines and columns, with every kind of line ending and with text that is not ASCII.
#include "compiler/base/source.h"

#include <gtest/gtest.h>

namespace cdp {
namespace {

void expect_at(const SourceMap& sources, std::uint32_t offset, std::uint32_t line, std::uint32_t column) {
  const Position at = sources.position(0, offset);
  EXPECT_EQ(at.line, line) << "at offset " << offset;
  EXPECT_EQ(at.column, column) << "at offset " << offset;
}

TEST(Source, JoinsSpansInEitherOrder) {
  EXPECT_EQ(join({2, 5, 9}, {2, 1, 6}), (Span{2, 1, 9}));
  EXPECT_EQ(join({2, 1, 3}, {2, 7, 9}), (Span{2, 1, 9}));
}

TEST(SourceDeathTest, SpansOfTwoFilesDoNotJoin) {
  EXPECT_DEATH(static_cast<void>(join({0, 1, 2}, {1, 1, 2})), "first.file == last.file");
}

TEST(Source, CountsLinesAndColumnsFromOne) {
  SourceMap sources;
  sources.add("a.cdp", "ab\ncd\n");
  expect_at(sources, 0, 1, 1);
  expect_at(sources, 2, 1, 3);  // the line feed itself
  expect_at(sources, 3, 2, 1);
  expect_at(sources, 6, 3, 1);  // the end of the file
}

TEST(Source, CountsCodePointsNotBytes) {
  SourceMap sources;
  sources.add("a.cdp", "// ä→𝛼 x\n\xff\xfey");
  expect_at(sources, 3, 1, 4);   // ä
  expect_at(sources, 5, 1, 5);   // →
  expect_at(sources, 8, 1, 6);   // 𝛼
  expect_at(sources, 13, 1, 8);  // x
  expect_at(sources, 17, 2, 3);  // bytes that are not UTF-8 count one each
}

TEST(Source, GivesLinesWithoutTheirEnding) {
  SourceMap sources;
  sources.add("a.cdp", "one\r\ntwo\n\nlast");
  EXPECT_EQ(sources.line(0, 1), "one");
  EXPECT_EQ(sources.line(0, 2), "two");
  EXPECT_EQ(sources.line(0, 3), "");
  EXPECT_EQ(sources.line(0, 4), "last");
}

TEST(Source, AnEmptyFileHasOneEmptyLine) {
  SourceMap sources;
  sources.add("a.cdp", "");
  expect_at(sources, 0, 1, 1);
  EXPECT_EQ(sources.line(0, 1), "");
}

TEST(Source, NamesPlacesAndTexts) {
  SourceMap sources;
  EXPECT_EQ(sources.add("a.cdp", "x"), 0U);
  EXPECT_EQ(sources.add("std/gpt.cdp", "let a = 1\nlet b = 2\n"), 1U);
  EXPECT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources.place({1, 14, 15}), "std/gpt.cdp:2:5");
  EXPECT_EQ(sources.text({1, 14, 15}), "b");
}

TEST(Source, ReferencesStayValidAsFilesAreAdded) {
  SourceMap sources;
  sources.add("first.cdp", "short");
  const SourceFile& first = sources.file(0);
  const std::string_view text = sources.text({0, 0, 5});
  for (int i = 0; i < 1000; ++i) sources.add("other.cdp", "x");
  EXPECT_EQ(&first, &sources.file(0));
  EXPECT_EQ(text, "short");
}

}  // namespace
}  // namespace cdp
