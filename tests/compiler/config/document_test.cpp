// TOML as plain values with their places.
#include "compiler/config/document.h"

#include <gmock/gmock.h>

#include "tests/compiler/config/config_support.h"

namespace cdp::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Document : public ::testing::Test {
 protected:
  Table parse(const std::string& text) {
    file_ = sources_.add("cdp.toml", text);
    auto table = parse_toml(sources_, file_, sink_);
    EXPECT_TRUE(table);
    return table.value_or(Table{});
  }
  std::string text(Span span) const { return std::string(sources_.text(span)); }

  SourceMap sources_;
  FileId file_ = 0;
  diag::DiagnosticSink sink_;
};

TEST_F(Document, KnowsWhereKeysAndValuesAre) {
  const Table table = parse("# é\n\"ü b\" = [\"é\", 'x']  # c\nn = 1.5\n[t.u]\nyes = true\n");
  ASSERT_EQ(table.size(), 3U);  // by key
  EXPECT_EQ(text(table[0].key.span), "n");
  EXPECT_EQ(text(table[0].node.span), "1.5");
  EXPECT_EQ(table[1].key.text, "t");
  EXPECT_EQ(table[2].key.text, "ü b");
  EXPECT_EQ(text(table[2].key.span), "\"ü b\"");
  EXPECT_EQ(text(table[2].node.span), "[\"é\", 'x']");
  const auto& list = std::get<List>(table[2].node.value);
  EXPECT_EQ(text(list[0].span), "\"é\"");
  EXPECT_EQ(text(list[1].span), "'x'");
}

TEST_F(Document, NamesKindsInTheUsersWords) {
  const Table table =
      parse("a = \"\"\nb = 1\nc = 1.0\nd = true\ne = []\nf = [1]\ng = {x = 1}\nh = 1979-05-27\ni = 'x'\n");
  std::vector<std::string> kinds;
  for (const Entry& entry : table) kinds.push_back(kind_of(entry.node));
  EXPECT_THAT(kinds, ElementsAre("an empty string", "a number", "a number", "true or false", "an empty list", "a list",
                                 "a table", "a date or time", "a string"));
}

/// What toml++ takes for granted: see document.cpp.
TEST(DocumentFaults, InTheParsersBlindSpotsAreToldToo) {
  constexpr const char* kNoKey = "this is not TOML: expected bare key starting character or string delimiter, saw '";
  for (const char* text : {"[#", "[[#", "[a.#", "a.# = 1\n", "[\n", "[=]\n", "a = {b.# = 1}\n"})
    EXPECT_THAT(faults_of(text), ElementsAre(HasSubstr(kNoKey))) << text;
  for (const char* text :
       {"\u03d1 = 1\n", "[\u03d1]\n", "a = \u03d1\n", "a = {\u03d1 = 1}\n", "a = [\u03d1]\n", "a \u03d1 = 1\n",
        "a = 1 \u03d1\n", "[a] \u03d1\n", "\u00e9", "a = {b = 1 \u1da0}\n", "\u2603 = 1\n"})
    EXPECT_THAT(faults_of(text), ElementsAre(HasSubstr("this is not TOML: "))) << text;
}

TEST(DocumentFaults, AreToldOfWhatIsNoConfigurationBeforeItFillsTheMemory) {
  EXPECT_THAT(faults_of("a = [" + std::string(std::size_t{1} << 20U, ',')),
              ElementsAre("1:1: this is not TOML: it is larger than 1 MiB"));
}

TEST(DocumentFaults, AreToldWhereTheyAre) {
  EXPECT_THAT(faults_of("a = \n"), ElementsAre("1:5: this is not TOML: expected value, saw '\\n'"));
  EXPECT_THAT(faults_of("a = 1\na = 2\n"), ElementsAre(HasSubstr("cannot redefine existing integer 'a'")));
  EXPECT_THAT(faults_of("[a\n"), ElementsAre("1:3: this is not TOML: expected ']', saw '\\n'"));
  EXPECT_THAT(faults_of("a = \"x"), ElementsAre(HasSubstr("this is not TOML: ")));
  EXPECT_THAT(faults_of("\xff = 1\n"), ElementsAre(HasSubstr("invalid utf-8")));
  EXPECT_THAT(faults_of(std::string("a = \0 1\n", 8)), ElementsAre(HasSubstr("this is not TOML: ")));
}

TEST(DocumentFaults, NestingHasAnEnd) {
  EXPECT_THAT(faults_of("a = " + std::string(100'000, '[')), ElementsAre(HasSubstr("this is not TOML: ")));
}

TEST(DocumentFaults, AnEmptyFileIsFine) {
  EXPECT_THAT(faults_of(""), ElementsAre());
  EXPECT_THAT(faults_of("# nothing\r\n\n"), ElementsAre());
}

}  // namespace
}  // namespace cdp::config
