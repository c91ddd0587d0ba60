// Whole files: errors, bytes of line ends, every spec of the tree.
#include "compiler/format/format.h"

#include "tests/compiler/format/format_support.h"

namespace cdp::format {
namespace {

TEST(Format, AFileWithSyntaxErrorsIsLeftAlone) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  EXPECT_FALSE(format(sources, sources.add("a.cdp", "let a = \nlet b = 1\n"), sink).has_value());
  EXPECT_EQ(sink.error_count(), 1U);
}

TEST(Format, ErrorsOfOtherFilesDoNotCount) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  EXPECT_FALSE(format(sources, sources.add("a.cdp", "let"), sink).has_value());
  EXPECT_TRUE(format(sources, sources.add("b.cdp", "let a = 1"), sink).has_value());
}

TEST(Format, BytesOfLines) {
  EXPECT_EQ(checked("let a = 1\r\nlet b = 2\r\n"), "let a = 1\nlet b = 2\n");
  EXPECT_EQ(checked("\xEF\xBB\xBFlet a = 1"), "let a = 1\n");
  EXPECT_EQ(checked("\xEF\xBB\xBF// c\r\n\r\nlet a = 1 // d \r\n"), "// c\n\nlet a = 1  // d\n");
  EXPECT_EQ(checked(""), "");
  EXPECT_EQ(checked(" \n\t\n"), "");
}

TEST(Format, EverySpecOfTheTreeKeepsItsTree) {
  int seen = 0;
  for (const auto& path : files_below({"stdlib", "examples", "tests/golden"}, ".cdp")) {
    const std::string text = text_of(path);
    if (Source(text).sink.has_errors()) continue;  // tests/golden/bad
    SCOPED_TRACE(path.string());
    static_cast<void>(checked(text));
    ++seen;
  }
  EXPECT_GE(seen, 9);
}

TEST(Format, LongFiles) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "tune b" + std::to_string(i) + "{lr=1}\n";
  const std::string once = formatted(text);
  EXPECT_EQ(once.substr(0, 22), "tune b0    { lr = 1 }\n");
  EXPECT_EQ(formatted(once), once);
}

}  // namespace
}  // namespace cdp::format
