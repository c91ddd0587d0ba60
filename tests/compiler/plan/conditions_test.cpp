// The words of the column `needs`, and what messages make of them.
#include "compiler/plan/conditions.h"

#include <gtest/gtest.h>

#include "compiler/plan/operations.h"

namespace cdp::plan {
namespace {

TEST(Conditions, AreReadFromWords) {
  const auto conditions = parse_conditions("height * channels divides features, index below chunks");
  ASSERT_EQ(conditions.size(), 2U);
  EXPECT_EQ(conditions[0].relation, Relation::kDivides);
  EXPECT_EQ(conditions[0].left, (std::vector<std::string_view>{"height", "channels"}));
  EXPECT_EQ(conditions[0].right, "features");
  EXPECT_EQ(conditions[1].relation, Relation::kBelow);
  EXPECT_TRUE(parse_conditions("").empty());
}

TEST(Conditions, AreSaid) {
  EXPECT_EQ(words_of(parse_conditions("height * channels divides features")[0]),
            "`height` * `channels` to divide `features`");
  EXPECT_EQ(words_of(parse_conditions("2 divides head_width")[0]), "2 to divide `head_width`");
  EXPECT_EQ(words_of(parse_conditions("top_k at most experts")[0]), "`top_k` to be at most `experts`");
  EXPECT_EQ(words_of(parse_conditions("index below chunks")[0]), "`index` to be below `chunks`");
}

TEST(Conditions, OfEveryRowAreReadWhole) {
  std::size_t all = 0;
  for (const Operation& row : operations()) {
    all += row.conditions.size();
    EXPECT_EQ(row.conditions.empty(), row.condition_words.empty()) << row.name;
  }
  EXPECT_GE(all, 9U);
}

}  // namespace
}  // namespace cdp::plan
