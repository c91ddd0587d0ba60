// Words of users to rules and levels.
#include "compiler/lint/selection.h"

#include <gmock/gmock.h>

namespace cdp::lint {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> rules_of(const Choice& choice) {
  const auto selection = Selection::of(choice);
  if (!selection) return {selection.error().message};
  std::vector<std::string> ids;
  for (const Rule* rule : selection->rules()) ids.emplace_back(rule->row.id);
  return ids;
}

std::string refused(const Choice& choice) {
  const auto selection = Selection::of(choice);
  return selection ? "accepted" : selection.error().text();
}

Choice selecting(std::vector<std::string> words) {
  return {std::move(words), {}, {}};
}
Choice ignoring(std::vector<std::string> words) {
  return {std::nullopt, std::move(words), {}};
}

TEST(Selection, IsWhatIsOnByDefault) {
  const std::vector<std::string> rules = rules_of({});
  for (const Rule& rule : all_rules())
    EXPECT_EQ(std::count(rules.begin(), rules.end(), rule.row.id), rule.state == State::kOn ? 1 : 0) << rule.name;
  EXPECT_TRUE(Selection().has(*find_row("W0249")));
}

TEST(Selection, CodesNamesAndBeginningsOfCodes) {
  EXPECT_THAT(rules_of(selecting({"W4601"})), ElementsAre("W4601"));
  EXPECT_THAT(rules_of(selecting({"unused-let"})), ElementsAre("W4601"));
  EXPECT_THAT(rules_of(selecting({"W490"})),
              ElementsAre("W4901", "W4902", "W4903", "W4904", "W4905", "W4906", "W4907", "W4908"));
  EXPECT_THAT(rules_of(selecting({"E"})), IsEmpty());
  EXPECT_EQ(rules_of(selecting({"all"})), rules_of({}));
  EXPECT_THAT(rules_of(ignoring({"W49"})), Not(Contains("W4901")));
  EXPECT_THAT(rules_of({std::vector<std::string>{"W490"}, {"unused-suppression"}, {}}),
              ElementsAre("W4902", "W4903", "W4904", "W4905", "W4906", "W4907", "W4908"));
}

TEST(Selection, UnknownWordsAreRefusedWithTheNearest) {
  EXPECT_EQ(refused(selecting({"unused-lte"})), "there is no rule `unused-lte`; did you mean `unused-let`?");
  EXPECT_EQ(refused(ignoring({"W4699"})).substr(0, 26), "there is no rule `W4699`; ");
  EXPECT_EQ(refused(selecting({"%"})), "there is no rule `%`; `cdp rules` lists codes and names");
  EXPECT_EQ(refused({std::nullopt, {}, {{"", diag::Severity::kError}}}),
            "there is no rule ``; `cdp rules` lists codes and names");
}

TEST(Selection, ErrorsAreAlwaysReported) {
  EXPECT_EQ(refused(ignoring({"E0201"})), "`E0201` stands for errors, which are always reported; mend them");
  EXPECT_EQ(refused(ignoring({"E02"})), "`E02` stands for errors, which are always reported; mend them");
  EXPECT_EQ(refused({std::nullopt, {}, {{"E0201", diag::Severity::kInfo}}}),
            "`E0201` stands for errors, which are always reported; mend them");
  const auto none = Selection::of(ignoring({"all"}));
  ASSERT_TRUE(none);
  EXPECT_THAT(none->rules(), IsEmpty());
  EXPECT_TRUE(none->has(*find_row("E0201")));
  EXPECT_FALSE(none->has(*find_row("W0249")));
  EXPECT_EQ(none->level(*find_row("E0201")), diag::Severity::kError);
}

TEST(Selection, LevelsOfOneOutweighThoseOfMany) {
  const auto selection =
      Selection::of({std::nullopt,
                     {},
                     {{"unused-let", diag::Severity::kError}, {"W46", std::nullopt}, {"all", diag::Severity::kInfo}}});
  ASSERT_TRUE(selection);
  EXPECT_EQ(selection->level(*find_row("W4601")), diag::Severity::kError);
  EXPECT_EQ(selection->level(*find_row("W4901")), diag::Severity::kInfo);
  for (const Rule& rule : all_rules())
    EXPECT_TRUE(rule.row.id == "W4601" || !rule.row.id.starts_with("W46") || !selection->has(rule.row)) << rule.name;
}

TEST(Selection, WhatAFileDoesWithout) {
  const auto rows = rows_of("W49");
  ASSERT_TRUE(rows);
  const Selection rest = Selection().without(*rows);
  EXPECT_FALSE(rest.has(*find_row("W4901")));
  EXPECT_TRUE(rest.has(*find_row("W4601")));
}

}  // namespace
}  // namespace cdp::lint
