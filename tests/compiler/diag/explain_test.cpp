// The page of a code: everything its row says, laid out.
#include "compiler/diag/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::diag {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr CatalogRow kRow = {
    "E0201",
    Severity::kError,
    "unknown name `{}`{}",
    "a name must be declared in this file, brought in by `use`, or be an axis, so that a slip is never "
    "taken for something new",
    "\nlet a = 1\n\nlet b = c\n",
    "let a = 1\n"};

TEST(Explain, LaysOutARow) {
  EXPECT_EQ(explain(kRow),
            "E0201 (error)\n"
            "unknown name `...`\n"
            "\n"
            "a name must be declared in this file, brought in by `use`, or be an axis, so\n"
            "that a slip is never taken for something new\n"
            "\n"
            "This is wrong:\n"
            "\n"
            "    let a = 1\n"
            "\n"
            "    let b = c\n"
            "\n"
            "This is right:\n"
            "\n"
            "    let a = 1\n");
}

TEST(Explain, LeavesOutExamplesThatARowHasNot) {
  CatalogRow row = kRow;
  row.bad = row.good = "";
  EXPECT_THAT(explain(row), Not(HasSubstr("This is")));
}

TEST(Explain, TakesCodesInEitherCase) {
  ASSERT_TRUE(explain("E0201"));
  EXPECT_EQ(*explain("e0201"), *explain("E0201"));
}

TEST(Explain, SuggestsTheNearestCode) {
  const Result<std::string> page = explain("E02O1");
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().text(), "there is no diagnostic or word `E02O1`; did you mean `E0201`?");
  EXPECT_EQ(explain("what is this").error().text(),
            "there is no diagnostic or word `what is this`; `cdp explain` lists them all");
  EXPECT_EQ(explain("redout").error().text(), "there is no diagnostic or word `redout`; did you mean `readout`?");
}

TEST(Explain, HasAPageForEveryRow) {
  for (const CatalogRow& row : kCatalog) {
    const Result<std::string> page = explain(row.id);
    ASSERT_TRUE(page) << row.id;
    EXPECT_THAT(*page, HasSubstr(std::string(row.id))) << row.id;
  }
}

TEST(Explain, LaysOutAWord) {
  EXPECT_EQ(explain(Term{"m_in", "fan-in fan_in", "How many.", "a / b", "arXiv:1"}),
            "m_in\nHow many.\n\n    a / b\n\nAlso: fan-in, fan_in\n\nKnown from: arXiv:1\n");
  EXPECT_EQ(explain(Term{"lazy", "", "It stops.", "", ""}), "lazy\nIt stops.\n");
}

TEST(Explain, FindsWordsBehindCodes) {
  ASSERT_TRUE(explain("muP"));
  EXPECT_THAT(*explain("muP"), ::testing::StartsWith("mup\nThe maximal update parameterization"));
  const Term terms[] = {{"lazy", "", "It stops.", "", ""}};
  EXPECT_EQ(*explain("lazy", {{}, terms}), "lazy\nIt stops.\n");
  EXPECT_THAT(list_all({{}, terms}), HasSubstr("\nlazy "));
}

TEST(Explain, ListsEveryCode) {
  const std::string list = list_all();
  for (const CatalogRow& row : kCatalog) EXPECT_THAT(list, HasSubstr(std::string(row.id) + "  "));
  EXPECT_THAT(list, HasSubstr("E0201  error    unknown name `...`\n"));
}

TEST(Explain, FillsHolesForReaders) {
  EXPECT_EQ(without_holes("`{}` takes {}, found {} arguments"), "`...` takes ..., found ... arguments");
  EXPECT_EQ(without_holes("no `{}` in `{}`{}"), "no `...` in `...`");
  EXPECT_EQ(without_holes("expected `{{` or `}}` after {}"), "expected `{` or `}` after ...");
}

}  // namespace
}  // namespace cdp::diag
