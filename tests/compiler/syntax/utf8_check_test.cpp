// What is UTF-8, and what is no text.
#include "compiler/syntax/utf8_check.h"

#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

TEST(Utf8, LengthsByTheTableOfTheStandard) {
  EXPECT_EQ(utf8_length("a", 0), 1U);
  EXPECT_EQ(utf8_length("é", 0), 2U);
  EXPECT_EQ(utf8_length("€", 0), 3U);
  EXPECT_EQ(utf8_length("😀", 0), 4U);
  for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                          "\xF4\x90\x80\x80", "\xF5", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98"}) {
    EXPECT_EQ(utf8_length(bad, 0), 0U);
  }
  EXPECT_EQ(utf8_length("a", 1), 0U);
}

TEST(Utf8, BadBytesAreReportedOnceAndTheRestIsRead) {
  const Parsed parsed("let a = 1 // \xE9 \xE9\nlet b = 2");
  EXPECT_THAT(parsed.messages(), testing::ElementsAre("1:14 E0101 byte 0xe9 is not UTF-8; save the file as UTF-8"));
  EXPECT_EQ(parsed.tree(), "let a = 1\nlet b = 2\n");
}

TEST(Utf8, BinaryFilesAreNotRead) {
  std::string noise;
  for (int i = 0; i < 2000; ++i) noise += static_cast<char>(128 + (i * 37) % 128);
  EXPECT_EQ(codes_of(noise), "E0101");
}

TEST(Utf8, ACarriageReturnAloneEndsNoLine) {
  EXPECT_EQ(codes_of("let a = 1\rlet b = 2\r"), "E0252") << "a file of an old Mac";
  EXPECT_EQ(codes_of("// a comment\rlet a = 1\n"), "E0252") << "code that an editor shows, and cdp would skip";
  EXPECT_EQ(codes_of("let a = 1\r\r\n"), "E0252");
  EXPECT_EQ(codes_of("let a = 1 // one\r\nlet b = 2\r\n"), "");
  EXPECT_EQ(codes_of("let a = 1\r"), "");
}

TEST(Utf8, NulBytesAreReportedOnce) {
  const Parsed parsed(std::string("let a\0 = \0 1", 12));
  EXPECT_EQ(parsed.codes(), "E0102");
  EXPECT_EQ(parsed.tree(), "let a = 1\n");
}

}  // namespace
}  // namespace cdp::syntax
