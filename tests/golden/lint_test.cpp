// Each rule of the linter has a folder of its name in lint/: what it alone finds in the specs there stands beside them.
// An empty file says that it is silent.
#include <gtest/gtest.h>

#include "compiler/diag/render.h"
#include "compiler/pipeline/linting.h"
#include "compiler/pipeline/stages.h"
#include "tests/golden/files.h"
#include "tests/support/golden.h"

namespace cdp::golden {
namespace {

/// As the terminal shows it; errors of the stages too, since no rule is tested on a spec that has some by mistake.
std::string found_by(const lint::Rule& rule, const fs::path& path) {
  const In folder(path.parent_path());
  auto analysis = pipeline::analyse(path.filename().string(), pipeline::default_files());
  if (!analysis) return analysis.error().text();
  pipeline::AnalysedSpec& a = **analysis;
  std::vector<diag::Diagnostic> found;
  if (std::holds_alternative<lint::CommentRule>(rule.find)) {  // it needs what the others find
    std::vector<lint::Suppression> suppressions;
    for (lint::Filtered& one : pipeline::lint(a, lint::Selection{}, {}, "all", suppressions))
      if (one.by == nullptr && one.finding.row == &rule.row) found.push_back(std::move(one.finding));
  } else {
    const lint::Rule* const alone[] = {&rule};
    diag::DiagnosticSink findings;
    pipeline::lint(a, alone, {}, "all", findings);
    found = findings.sorted();
  }
  const std::string faults =
      a.sink.has_errors() ? diag::render_all(a.sink.sorted(), a.sources, diag::Color::kNever) : "";
  return faults + diag::render_all(found, a.sources, diag::Color::kNever);
}

class LintSpec : public ::testing::TestWithParam<std::string> {};
TEST_P(LintSpec, IsFoundFaultWithAsShown) {
  const fs::path path = kTree / GetParam();
  const lint::Rule* rule = lint::find_rule(path.parent_path().filename().string());
  ASSERT_NE(rule, nullptr) << "the folder is named after no rule";
  EXPECT_TRUE(test::matches_golden(fs::path(path).replace_extension(".txt"), found_by(*rule, path)));
}
INSTANTIATE_TEST_SUITE_P(Golden, LintSpec, ::testing::ValuesIn(specs_under({"tests/golden/lint"})),
                         [](const auto& tested) { return test_name(tested.param); });

/// What the examples teach is what the rules want: all that are on, at every target.
class CleanExample : public ::testing::TestWithParam<std::string> {};
TEST_P(CleanExample, IsNotFoundFaultWith) {
  auto analysis = pipeline::analyse((kTree / GetParam()).string(), pipeline::default_files());
  ASSERT_TRUE(analysis);
  pipeline::AnalysedSpec& a = **analysis;
  std::vector<lint::Suppression> suppressions;
  std::vector<diag::Diagnostic> found;
  for (lint::Filtered& one : pipeline::lint(a, lint::Selection{}, {}, "all", suppressions))
    if (one.by == nullptr) found.push_back(std::move(one.finding));
  EXPECT_TRUE(found.empty()) << diag::render_all(found, a.sources, diag::Color::kNever);
}
INSTANTIATE_TEST_SUITE_P(Golden, CleanExample,
                         ::testing::ValuesIn(specs_under({"examples", "compiler/driver/templates"})),
                         [](const auto& tested) { return test_name(tested.param); });

TEST(Lint, EveryRuleHasSpecsOfItsOwn) {
  for (const lint::Rule& rule : lint::all_rules()) {
    const fs::path folder = kTree / "tests/golden/lint" / rule.name;
    EXPECT_TRUE(fs::is_directory(folder) && !fs::is_empty(folder)) << folder;
  }
}

}  // namespace
}  // namespace cdp::golden
