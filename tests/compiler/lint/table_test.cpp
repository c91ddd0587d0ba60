// The table's rows are in order, named as they should be, and say why.
#include "compiler/lint/table.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace cdp::lint {
namespace {

TEST(Table, CodesAreInOrderAndNamesAreThereOnce) {
  std::set<std::string_view> names;
  std::string_view before;
  for (const Rule& rule : all_rules()) {
    EXPECT_LT(before, rule.row.id);
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_TRUE(std::regex_match(std::string(rule.row.id), std::regex("W4[0-9]{3}"))) << rule.row.id;
    EXPECT_TRUE(std::regex_match(std::string(rule.name), std::regex("[a-z0-9]+(-[a-z0-9]+)+"))) << rule.name;
    before = rule.row.id;
  }
}

TEST(Table, EveryRowSaysWhyAndWhereItIsKnownFrom) {
  for (const Rule& rule : all_rules()) {
    EXPECT_FALSE(rule.row.message.empty() || rule.row.why.empty() || rule.source.empty()) << rule.row.id;
    EXPECT_FALSE(rule.row.bad.empty() || rule.row.good.empty()) << rule.row.id;
    EXPECT_NE(rule.row.message.back(), '.') << rule.row.id;
  }
}

TEST(Table, RulesAreFoundByCodeAndByName) {
  ASSERT_NE(find_rule("W4601"), nullptr);
  EXPECT_EQ(find_rule("W4601"), find_rule("unused-let"));
  EXPECT_EQ(find_rule("unused_let"), nullptr);
  EXPECT_EQ(find_rule(""), nullptr);
}

}  // namespace
}  // namespace cdp::lint
