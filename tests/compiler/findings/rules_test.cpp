// The list of rules in its three forms.
#include "compiler/findings/rules.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace cdp::findings {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::vector<ListedRule> two() {
  return {{lint::find_rule("target-equals-reference"), Fixable::kNo},
          {lint::find_rule("unused-let"), Fixable::kSafely}};
}

TEST(Rules, TextIsByFamilies) {
  const std::string text = rules_as_text(two());
  EXPECT_THAT(text, MatchesRegex("Scaling\n  W4112  target-equals-reference  warning  [^\n]+[^]\n]\n\n"
                                 "What is unused or hard to read\n"
                                 "  W4601  unused-let               warning  [^\n]+  \\[--fix\\]\n"));
}

TEST(Rules, MarkdownIsATableAFamily) {
  EXPECT_THAT(rules_as_markdown(two()),
              HasSubstr("## What is unused or hard to read\n\n| code | name | level | fix | what is found |\n"
                        "|---|---|---|---|---|\n| W4601 | unused-let | warning | `--fix` | "));
}

TEST(Rules, JsonHasAllColumns) {
  const auto list = nlohmann::json::parse(rules_as_json(two()));
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1]["code"], "W4601");
  EXPECT_EQ(list[1]["family"], "What is unused or hard to read");
  EXPECT_EQ(list[1]["fix"], "safe");
  EXPECT_EQ(list[0]["on"], true);
  for (const char* key : {"name", "level", "message", "why", "source", "bad", "good"})
    EXPECT_TRUE(list[0].contains(key)) << key;
}

TEST(Rules, EveryRuleHasAFamily) {
  std::vector<ListedRule> all;
  for (const lint::Rule& rule : lint::all_rules()) all.push_back({&rule, Fixable::kNo});
  EXPECT_EQ(rules_as_text(all).find("Others"), std::string::npos);
}

}  // namespace
}  // namespace cdp::findings
