// `cdp lint`: exit codes, what is printed where, baselines and files that are fixed.
#include "compiler/driver/lint.h"

#include <algorithm>
#include <string_view>

#include <gmock/gmock.h>

#include "tests/compiler/driver/driver_support.h"
#include "tests/golden/files.h"
#include "tests/support/process.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kLet = "let a = 1\n";

const findings::Format& format(std::string_view word) {
  const auto formats = findings::formats();
  return *std::find_if(formats.begin(), formats.end(), [&](const auto& one) { return one.word == word; });
}

/// Only unused-let, so that new rules change nothing here.
LintOptions of(std::vector<std::string> paths) {
  LintOptions options;
  options.paths = std::move(paths);
  options.select = {"unused-let"};
  options.format = &format("concise");
  return options;
}

std::string refused(LintOptions options) {
  const Answer answer = lint_paths(options, {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  return answer.err;
}

TEST(Lint, ExitCodesSayWhatWasFound) {
  const test::TempFolder folder;
  const std::string clean = folder.write("clean.cdp", spec_with());
  const std::string unused = folder.write("unused.cdp", spec_with(kLet));
  EXPECT_EQ(lint_paths(of({clean}), {}).exit_code, kClean);
  EXPECT_EQ(lint_paths(of({clean}), {}).out, "1 file: no findings\n");
  LintOptions options = of({unused, clean});
  EXPECT_EQ(lint_paths(options, {}).exit_code, kFindings);
  options.fail_on = diag::Severity::kError;
  EXPECT_EQ(lint_paths(options, {}).exit_code, kClean);
  options.fail_on = diag::Severity::kInfo;
  EXPECT_EQ(lint_paths(options, {}).exit_code, kFindings);
  options.exit_zero = true;
  EXPECT_EQ(lint_paths(options, {}).exit_code, kClean);
  options.paths.push_back(folder.file("none.cdp"));
  const Answer answer = lint_paths(options, {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("there is no such file"));
  EXPECT_THAT(answer.out, HasSubstr("`a` is never used [W4601]"));
}

TEST(Lint, WhatIsFoundInAFileThatSeveralUseIsFoundOnce) {
  const test::TempFolder folder;
  folder.write("lib.cdp", "let a = = 1\n");
  folder.write("one.cdp", "use \"lib.cdp\"\n");
  folder.write("two.cdp", "use \"lib.cdp\"\n");
  const Answer answer = lint_paths(of({folder.path().string()}), {});
  EXPECT_THAT(answer.out, HasSubstr("1 error in 1 file\n"));
}

TEST(Lint, TextShowsLinesFixesAndCounts) {
  const test::TempFolder folder;
  LintOptions options = of({folder.write("unused.cdp", kLet + spec_with())});
  options.format = &format("text");
  const Answer answer = lint_paths(options, {});
  EXPECT_EQ(answer.out,
            folder.file("unused.cdp") +
                ":1:5: warning: `a` is never used [W4601]\n   1 | let a = 1\n     |     ^\n     = fix: remove "
                "`let a = 1` at " +
                folder.file("unused.cdp") + ":1:1\n\n1 warning in 1 file; 1 fixable with --fix\n");
  options.statistics = true;
  EXPECT_THAT(lint_paths(options, {}).out, StartsWith("    1  W4601  unused-let  (1 fixable)\n"));
}

TEST(Lint, ReportsGoToAFileWhole) {
  const test::TempFolder folder;
  LintOptions options = of({folder.write("unused.cdp", spec_with(kLet))});
  options.format = &format("sarif");
  options.output = folder.file("out.sarif");
  const Answer answer = lint_paths(options, {});
  EXPECT_EQ(answer.out, "");
  EXPECT_EQ(answer.err, "1 warning in 1 file; 1 fixable with --fix\n");
  EXPECT_THAT(folder.read("out.sarif"), HasSubstr("\"version\": \"2.1.0\""));
  options.output = folder.file("none/out.sarif");
  EXPECT_EQ(lint_paths(options, {}).exit_code, kCouldNotRun);
}

TEST(Lint, LeavesSuppressedAndAcceptedFindingsOutOfSarifWhereAsked) {
  const test::TempFolder folder;
  LintOptions options = of({folder.write("kept.cdp", spec_with("let a = 1  // cdp: ignore[W4601] kept\nlet b = 2\n"))});
  options.format = &format("sarif");
  options.baseline = folder.file("baseline.json");
  options.update_baseline = true;
  EXPECT_THAT(lint_paths(options, {}).out, HasSubstr("\"ruleId\""));
  options.update_baseline = false;
  options.no_suppressed = true;
  const Answer answer = lint_paths(options, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, Not(HasSubstr("\"ruleId\"")));
}

TEST(Lint, FixesAreWrittenAndSaid) {
  const test::TempFolder folder;
  const std::string path = folder.write("unused.cdp", spec_with(kLet));
  LintOptions options = of({path});
  options.diff = true;
  const Answer shown = lint_paths(options, {});
  EXPECT_EQ(shown.exit_code, kFindings);
  EXPECT_THAT(shown.out, HasSubstr("\n-let a = 1\n"));
  EXPECT_EQ(shown.err, "would fix 1 finding in 1 file\n");
  EXPECT_EQ(folder.read("unused.cdp"), spec_with(kLet));
  options.diff = false;
  options.fix = true;
  const Answer fixed = lint_paths(options, {});
  EXPECT_EQ(fixed.exit_code, kClean);
  EXPECT_EQ(fixed.err, "fixed 1 finding in 1 file\n");
  EXPECT_EQ(folder.read("unused.cdp"), spec_with());
  options.fix = false;
  options.diff = true;
  const Answer nothing = lint_paths(options, {});
  EXPECT_EQ(nothing.exit_code, kClean);
  EXPECT_EQ(nothing.out + nothing.err, "");
}

TEST(Lint, ABaselineAcceptsTodaysFindings) {
  const test::TempFolder folder;
  folder.write("a.cdp", spec_with(kLet));
  LintOptions options = of({folder.path().string()});
  options.baseline = folder.file("baseline.json");
  EXPECT_THAT(refused(options), HasSubstr("there is no such baseline; write it with --update-baseline"));
  options.update_baseline = true;
  const Answer updated = lint_paths(options, {});
  EXPECT_EQ(updated.exit_code, kClean);
  EXPECT_EQ(updated.err, options.baseline + ": 1 finding accepted\n");
  options.update_baseline = false;
  EXPECT_EQ(lint_paths(options, {}).out, "1 file: no findings (1 accepted by the baseline)\n");

  folder.write("a.cdp", "// moved\n" + spec_with(kLet + "let b = 2\n"));
  const Answer more = lint_paths(options, {});
  EXPECT_EQ(more.exit_code, kFindings);
  EXPECT_THAT(more.out, HasSubstr("`b` is never used"));
  EXPECT_THAT(more.out, Not(HasSubstr("`a` is never used")));

  folder.write("a.cdp", spec_with());
  const Answer less = lint_paths(options, {});
  EXPECT_EQ(less.exit_code, kClean);
  EXPECT_EQ(less.err, options.baseline + ": 1 accepted finding is gone; --update-baseline forgets it\n");
  options.update_baseline = true;
  EXPECT_EQ(lint_paths(options, {}).err, options.baseline + ": 0 findings accepted\n");
}

TEST(Lint, ABaselineIsLeftAloneByRunsThatLookElsewhere) {
  const test::TempFolder folder;
  folder.write("a.cdp", spec_with(kLet));
  folder.write("b.cdp", spec_with(kLet));
  LintOptions options = of({folder.path().string()});
  options.baseline = folder.file("baseline.json");
  options.update_baseline = true;
  static_cast<void>(lint_paths(options, {}));
  const std::string before = folder.read("baseline.json");
  options.paths = {folder.file("a.cdp")};
  options.select = {"W41"};
  static_cast<void>(lint_paths(options, {}));
  EXPECT_EQ(folder.read("baseline.json"), before);
  std::filesystem::remove(folder.path() / "b.cdp");
  options.update_baseline = false;
  EXPECT_THAT(lint_paths(options, {}).err, HasSubstr("1 accepted finding is gone"));
}

TEST(Lint, OptionsThatDoNotGoTogetherAreRefused) {
  LintOptions options = of({"."});
  options.unsafe_fixes = true;
  EXPECT_THAT(refused(options), HasSubstr("--unsafe-fixes: goes with --fix"));
  options.fix = options.diff = true;
  EXPECT_THAT(refused(options), HasSubstr("give one of the two"));
  options = of({"."});
  options.statistics = true;
  options.format = &format("json");
  EXPECT_THAT(refused(options), HasSubstr("leave out --format"));
  options = of({"."});
  options.update_baseline = true;
  EXPECT_THAT(refused(options), HasSubstr("needs --baseline FILE"));
}

/// As a user would, through standard input.
test::ProcessResult run_with(const std::string& input, std::vector<std::string> arguments) {
  test::ProcessOptions options;
  options.input = input;
  arguments.insert(arguments.begin(), {CDP_PROGRAMS_DIR "/cdp", "lint"});
  return test::run(arguments, options);
}

TEST(Lint, StandardInputHasANameOfItsOwn) {
  const auto result =
      run_with(kLet + spec_with(), {"-", "--stdin-filename", "team/gpt.cdp", "--select=W4601,W49", "--format=concise"});
  EXPECT_EQ(result.exit_code, kFindings) << result.text();
  EXPECT_THAT(result.out, StartsWith("team/gpt.cdp:1:5: warning: "));
}

TEST(Lint, StandardInputIsFixedToStandardOutput) {
  const auto result = run_with(kLet + spec_with(), {"-", "--fix", "--select", "W4601"});
  EXPECT_EQ(result.exit_code, kClean) << result.text();
  EXPECT_EQ(result.out, spec_with());
  EXPECT_EQ(result.err, "fixed 1 finding in 1 file\n1 file: no findings\n");
}

TEST(Lint, TheTreeIsClean) {
  const golden::In tree(golden::kTree);
  LintOptions options;
  options.paths = {"examples", "stdlib"};
  const Answer answer = lint_paths(options, {});
  EXPECT_EQ(answer.exit_code, kClean) << answer.out << answer.err;
}

TEST(Lint, ABrokenSettingsFileTakesOnlyItsOwnFolder) {
  const test::TempFolder folder;
  for (const char* name : {"a/a.cdp", "b/b.cdp", "c/c.cdp"}) folder.write(name, "model = M(width)\nlet a = 1\n");
  folder.write("b/cdp.toml", "[lint\n");
  const Answer answer = lint_paths(of({folder.file("a"), folder.file("b"), folder.file("c")}), {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("cdp.toml"));
  EXPECT_THAT(printed(answer), ::testing::AllOf(HasSubstr("a.cdp"), HasSubstr("c.cdp")));
}

}  // namespace
}  // namespace cdp::driver
