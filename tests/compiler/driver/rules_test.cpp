// `cdp rules`: all rules, and which of them can be fixed.
#include "compiler/driver/rules.h"

#include <gmock/gmock.h>

#include "compiler/lint/table.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

TEST(Rules, EveryRuleIsListedInEveryForm) {
  for (const RulesForm form : {RulesForm::kText, RulesForm::kJson, RulesForm::kMarkdown}) {
    const Answer answer = list_rules(form);
    EXPECT_EQ(answer.exit_code, kClean);
    for (const lint::Rule& rule : lint::all_rules()) EXPECT_THAT(answer.out, HasSubstr(std::string(rule.name)));
  }
}

TEST(Rules, FixesAreFoundOutFromTheExamples) {
  const std::string list = list_rules(RulesForm::kText).out;
  const auto line_of = [&](const char* code) {
    return list.substr(list.find(code), list.find('\n', list.find(code)) - list.find(code));
  };
  EXPECT_THAT(line_of("W4601"), HasSubstr("[--fix]"));
  EXPECT_THAT(line_of("W4905"), HasSubstr("[--unsafe-fixes]"));
  EXPECT_EQ(line_of("W4112").find('['), std::string::npos);
}

}  // namespace
}  // namespace cdp::driver
