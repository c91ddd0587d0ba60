// Fields and their places, quotes, line ends, and files that are no CSV.
#include "compiler/base/csv.h"

#include <gmock/gmock.h>

namespace cdp {
namespace {

using ::testing::ElementsAre;

/// Rows as `a|b` texts, then the error if there is one.
std::vector<std::string> rows_of(std::string_view text) {
  CsvReader reader(text, "t.csv");
  std::vector<std::string> rows;
  while (true) {
    const auto row = reader.next();
    if (!row) {
      rows.push_back(row.error().text());
      return rows;
    }
    if (!*row) return rows;
    std::string joined;
    for (const CsvField& field : **row) joined += (&field == &(*row)->front() ? "" : "|") + field.text;
    rows.push_back(joined);
  }
}

TEST(Csv, RowsAreLinesOfFields) {
  EXPECT_THAT(rows_of("a,b\n1,2\n"), ElementsAre("a|b", "1|2"));
  EXPECT_THAT(rows_of("a,b\n1,2"), ElementsAre("a|b", "1|2")) << "the last line end may be missing";
  EXPECT_THAT(rows_of("a\r\nb\r\n"), ElementsAre("a", "b"));
  EXPECT_THAT(rows_of(",\n"), ElementsAre("|"));
  EXPECT_THAT(rows_of(" a ,\tb c\t\n"), ElementsAre("a|b c"));
  EXPECT_THAT(rows_of(""), ElementsAre());
}

TEST(Csv, BlankLinesAndAByteOrderMarkArePassedOver) {
  EXPECT_THAT(rows_of("\xEF\xBB\xBF\n  \na\n\r\n\nb\n \n"), ElementsAre("a", "b"));
}

TEST(Csv, QuotesHoldCommasLineEndsAndQuotes) {
  EXPECT_THAT(rows_of("\"a,b\",\"say \"\"x\"\"\"\n\"\",  \"two\nlines\" ,z\n"),
              ElementsAre("a,b|say \"x\"", "|two\nlines|z"));
}

TEST(Csv, BadQuotesAreNamedWithTheirPlace) {
  EXPECT_THAT(rows_of("a,b\n1,\"2\n3\n"),
              ElementsAre("a|b", "t.csv:2:3: the quote that opens this field is never closed"));
  EXPECT_THAT(rows_of("\"a\"b\n"),
              ElementsAre("t.csv:1:4: text follows the closing quote; a quote inside a quoted field is written twice"));
}

TEST(Csv, ARowOfOnlyCommasDoesNotTakeAllMemory) {
  const std::string most(std::size_t{(1 << 20) - 1}, ',');
  CsvReader fits(most, "t.csv");
  EXPECT_EQ((**fits.next()).size(), std::size_t{1} << 20);
  EXPECT_THAT(rows_of(most + ","), ElementsAre("t.csv:1:1048577: the row has more than 1048576 fields; a table has at "
                                               "most so many columns"));
}

TEST(Csv, ASeparatorThatIsNoCommaIsSeen) {
  EXPECT_EQ(other_separator("a,b;c\n1;2\n"), "");
  EXPECT_EQ(other_separator("a\n1;2\n"), "") << "the header tells";
  EXPECT_EQ(other_separator("\n \n\"a, b\";c\n"), "semicolons");
  EXPECT_EQ(other_separator("a\tb"), "tabs");
  EXPECT_EQ(other_separator(""), "");
}

TEST(Csv, FieldsKnowWhereTheyStand) {
  const std::string text =
      "\xEF\xBB\xBF"
      "a, b\n\n\"x\ny\",2\n3\n";
  CsvReader reader(text, "t.csv");
  const auto header = reader.next();
  EXPECT_EQ(place_of("t.csv", (**header)[1]), "t.csv:1:4");
  const auto quoted = reader.next();
  EXPECT_EQ(place_of("t.csv", (**quoted)[0]), "t.csv:3:1");
  EXPECT_EQ(place_of("t.csv", (**quoted)[1]), "t.csv:4:4");
  const auto last = reader.next();
  EXPECT_EQ(place_of("t.csv", (**last)[0]), "t.csv:5:1");
}

}  // namespace
}  // namespace cdp
