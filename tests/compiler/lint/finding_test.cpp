// Findings keep what reports say when their texts are gone.
#include "compiler/lint/finding.h"

#include <gtest/gtest.h>

#include "tests/compiler/lint/lint_support.h"

namespace cdp::lint {
namespace {

TEST(Finding, HasPlacesOfItsOwn) {
  Suppression by;
  by.reason = "why";
  Finding found;
  {
    const File file("let a = 1\nlet größe = 2\n");
    diag::DiagnosticSink sink;
    Findings(find_rule("unused-let")->row, sink)
        .report({0, 14, 21}, "größe")
        .note({0, 4, 5}, "another")
        .fix({0, 10, 25}, "", diag::Safety::kSafe);
    found = finding_of({sink.sorted().front(), &by}, file.sources, "shown");
  }
  EXPECT_EQ(found.code(), "W4601");
  EXPECT_EQ(found.at.path, "a.cdp");
  EXPECT_EQ(found.at.begin.line, 2U);
  EXPECT_EQ(found.at.begin.column, 5U);
  EXPECT_EQ(found.at.end.column, 10U);
  EXPECT_EQ(found.at.length, 7U);
  EXPECT_EQ(found.line, "let größe = 2");
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_EQ(found.notes.front().at.begin.line, 1U);
  ASSERT_TRUE(found.fix);
  EXPECT_EQ(found.fix->at.offset, 10U);
  EXPECT_EQ(found.state, FindingState::kSuppressed);
  EXPECT_EQ(found.reason, "why");
  EXPECT_FALSE(found.is_open());
}

TEST(Finding, RulesHaveNamesAndStagesHaveCodes) {
  EXPECT_EQ(name_of(*find_row("W4601")), "unused-let");
  EXPECT_EQ(name_of(*find_row("E0201")), "E0201");
}

}  // namespace
}  // namespace cdp::lint
