// What `cdp lint --fix` promises of every rule: safe fixes end, leave a canonical file canonical, and change no
// compiled number at any target.
#include <gtest/gtest.h>

#include <map>

#include "compiler/format/format.h"
#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/lint_file.h"
#include "compiler/pipeline/stages.h"
#include "compiler/plan/json.h"
#include "tests/golden/files.h"

namespace cdp::golden {
namespace {

constexpr const char* kName = "fixed.cdp";

Files with(const std::string& text) {
  Files files = pipeline::default_files();
  files.memory[kName] = text;
  return files;
}

pipeline::LintedFile fixed(const std::string& text, const lint::Selection& selection) {
  pipeline::LintFileOptions options;
  options.selection = selection;
  options.fixing = pipeline::Fixing::kSafe;
  auto linted = pipeline::lint_file(kName, with(text), options);
  EXPECT_TRUE(linted);
  return *std::move(linted);
}

std::optional<std::string> canonical(const std::string& text) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  return format::format(sources, sources.add(kName, text), sink);
}

/// Without reasons, which quote the text, and its sum.
std::map<std::string, std::string> plans_of(const std::string& text) {
  const auto analysis = pipeline::analyse(kName, with(text));
  EXPECT_TRUE(analysis);
  std::map<std::string, std::string> plans;
  for (const pipeline::ScaledTarget& target : pipeline::scale_targets(**analysis, "all")) {
    plan::Plan plan = pipeline::emit(**analysis, target.scaled, pipeline::Reasons::kLeaveOut);
    plan.spec = {};
    plans[target.settings->name] = plan::to_json(plan);
  }
  return plans;
}

class LintFixes : public ::testing::TestWithParam<std::string> {};
TEST_P(LintFixes, ChangeNoNumberAndKeepTheForm) {
  const fs::path path = kTree / GetParam();
  const In folder(path.parent_path());
  const auto text = Files{}.read(path.string());
  ASSERT_TRUE(text);
  const auto selection = lint::Selection::of({{{path.parent_path().filename().string()}}, {}, {}});
  ASSERT_TRUE(selection) << selection.error().text();
  const pipeline::LintedFile after = fixed(*text, *selection);
  EXPECT_FALSE(after.dropped);
  if (canonical(*text) == *text) {
    EXPECT_EQ(canonical(after.after), after.after);
  }
  EXPECT_EQ(fixed(after.after, *selection).fixed, 0U) << "a second run finds something to fix";
  if (after.fixed == 0) return;
  EXPECT_EQ(plans_of(after.after), plans_of(*text)) << after.after;
}
INSTANTIATE_TEST_SUITE_P(Golden, LintFixes, ::testing::ValuesIn(specs_under({"tests/golden/lint"})),
                         [](const auto& tested) { return test_name(tested.param); });

}  // namespace
}  // namespace cdp::golden
