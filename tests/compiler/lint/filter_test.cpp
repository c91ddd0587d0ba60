// Findings against the comments of their file.
#include "compiler/lint/filter.h"

#include <gmock/gmock.h>

#include "compiler/lint/run.h"
#include "tests/compiler/lint/lint_support.h"

namespace cdp::lint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// `W4601`, or `(W4601)` where it is suppressed, of a file that only rules of the text can read.
std::vector<std::string> filtered(const std::string& text, const Selection& selection = {}, Seen seen = Seen::kText) {
  const File file("model = M(width)\n" + text);
  diag::DiagnosticSink sink;
  const std::vector<const Rule*> rules = selection.rules();
  run(rules, file.text(), nullptr, sink);
  auto all = suppressions(file.sources, file.text().file().ast, file.comments);
  std::vector<std::string> codes;
  for (const Filtered& one : filter(file.text(), sink.sorted(), all, selection, seen)) {
    const std::string code(one.finding.row->id);
    codes.push_back(one.by == nullptr ? code : "(" + code + ")");
  }
  return codes;
}

Selection of(std::vector<std::string> select) {
  return *Selection::of({std::move(select), {}, {}});
}

TEST(Filter, SuppressesWhatIsNamed) {
  EXPECT_THAT(filtered("let a = 1  // cdp: ignore[W4601] why\n"), ElementsAre("(W4601)"));
  EXPECT_THAT(filtered("let a = 1  // cdp: ignore[unused-let]\n"), ElementsAre("(W4601)", "W4902"));
  EXPECT_THAT(filtered("let a = 1\n// cdp: ignore[W4601] why\nlet b = 2\n"), ElementsAre("W4601", "(W4601)"));
}

TEST(Filter, ReportsWhatIsUnused) {
  EXPECT_THAT(filtered("// cdp: ignore[W4601] why\nassert 1 < 2\n"), ElementsAre("W4901"));
  EXPECT_THAT(filtered("// cdp: ignore[W4601, unused-suppression] why\nassert 1 < 2\n"), ElementsAre("W4901"))
      << "the comment's own line is not what it covers";
}

TEST(Filter, LeavesAloneWhatNobodyHasLookedFor) {
  const std::string unused_spec_rule = "// cdp: ignore[W4112] why\nassert 1 < 2\n";
  EXPECT_THAT(filtered(unused_spec_rule), IsEmpty());
  EXPECT_THAT(filtered(unused_spec_rule, {}, Seen::kWhole), ElementsAre("W4901"));
  EXPECT_THAT(filtered("// cdp: ignore[W4601] why\nassert 1 < 2\n", of({"W4901"})), IsEmpty());
}

TEST(Filter, SuppressesRulesAboutSuppressionsToo) {
  EXPECT_THAT(filtered("let a = 1  // cdp: ignore[W4601, W4903] why\n"), ElementsAre("(W4601)", "W4901"));
  const std::string of_file = "// cdp: ignore-file[W4902] the notebook makes these\n";
  const File file(of_file + "model = M(width)\nlet a = 1  // cdp: ignore[W4601]\n");
  auto all = suppressions(file.sources, file.text().file().ast, file.comments);
  const auto found = filter(file.text(), {}, all, of({"W4902"}), Seen::kText);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().by, &all.front());
}

TEST(Filter, GivesTheLevelAsked) {
  const File file("model = M(width)\nlet a = 1\n");
  const Selection strict = *Selection::of({std::nullopt, {}, {{"unused-let", diag::Severity::kError}}});
  diag::DiagnosticSink sink;
  run(strict.rules(), file.text(), nullptr, sink);
  std::vector<Suppression> none;
  const auto found = filter(file.text(), sink.sorted(), none, strict, Seen::kText);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().finding.severity, diag::Severity::kError);
}

}  // namespace
}  // namespace cdp::lint
