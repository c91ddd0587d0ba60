// Every rule of the linter finds something in its bad example and nothing in its good one, and both are specs that the
// compiler accepts. Rules run alone, but for those about comments, which need what the others find.
#include <gmock/gmock.h>

#include "compiler/pipeline/linting.h"
#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::pipeline {
namespace {

using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Not;

class LintRule : public ::testing::TestWithParam<const lint::Rule*> {
 protected:
  std::vector<std::string> found_in(std::string_view text) const {
    const auto analysis = analysed(std::string(text));
    diag::DiagnosticSink findings;
    std::vector<std::string> ids;
    if (std::holds_alternative<lint::CommentRule>(GetParam()->find)) {
      std::vector<lint::Suppression> suppressions;
      for (const lint::Filtered& one : lint(*analysis, lint::Selection{}, {}, "all", suppressions))
        if (one.by == nullptr && one.finding.row == &GetParam()->row) ids.emplace_back(one.finding.row->id);
    } else {
      const lint::Rule* const alone[] = {GetParam()};
      lint(*analysis, alone, {}, "all", findings);
      ids = test::ids_of(findings.sorted());
    }
    EXPECT_FALSE(analysis->sink.has_errors()) << ::testing::PrintToString(messages_of(*analysis));
    return ids;
  }
};

TEST_P(LintRule, ExamplesDoAsTheySay) {
  const lint::Rule& rule = *GetParam();
  const auto found = found_in(rule.row.bad);
  EXPECT_THAT(found, Not(IsEmpty())) << rule.row.bad;
  EXPECT_THAT(found, Each(std::string(rule.row.id)));
  EXPECT_THAT(found_in(rule.row.good), IsEmpty()) << rule.row.good;
}

std::vector<const lint::Rule*> all_rules() {
  std::vector<const lint::Rule*> all;
  for (const lint::Rule& rule : lint::all_rules()) all.push_back(&rule);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Lint, LintRule, ::testing::ValuesIn(all_rules()),
                         [](const auto& tested) { return std::string(tested.param->row.id); });

}  // namespace
}  // namespace cdp::pipeline
