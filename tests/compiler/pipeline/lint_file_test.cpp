// One file under the linter: findings, and what fixes make of it. Safe fixes change no compiled number: on every
// example of the catalogs and on every spec of the tree.
#include "compiler/pipeline/lint_file.h"

#include <gmock/gmock.h>

#include "compiler/format/format.h"
#include "compiler/plan/json.h"
#include "tests/compiler/pipeline/pipeline_support.h"
#include "tests/golden/files.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Files files_with(const std::string& text) {
  Files files = default_files();
  files.memory["gpt.cdp"] = text;
  return files;
}

LintedFile linted(const std::string& text, Fixing fixing = Fixing::kNone,
                  std::vector<std::string> select = {"unused-let", "W49"}) {
  LintFileOptions options;
  options.fixing = fixing;
  options.selection = *lint::Selection::of({std::move(select), {}, {}});
  auto result = lint_file("gpt.cdp", files_with(text), options);
  EXPECT_TRUE(result);
  return std::move(*result);
}

std::vector<std::string> codes(const LintedFile& file) {
  std::vector<std::string> result;
  for (const lint::Finding& finding : file.findings) result.emplace_back(finding.code());
  return result;
}

TEST(LintFile, FindsWhatStagesAndRulesReport) {
  EXPECT_THAT(codes(linted(spec_with("let a = 1\n"))), ElementsAre("W4601"));
  EXPECT_THAT(codes(linted(spec_with("let a = widht\n"))), ElementsAre("W4601", "E0201"));
  EXPECT_THAT(codes(linted("let a = 1\n")), IsEmpty()) << "a library";
}

TEST(LintFile, AnUnreadableFileIsAnError) {
  EXPECT_FALSE(lint_file("none.cdp", Files{{}, false}, {}));
}

TEST(LintFile, FixesUntilNothingIsLeft) {
  const std::string chain = "let a = 1\nlet b = a\nlet c = b\n";
  const LintedFile file = linted(spec_with(chain), Fixing::kSafe);
  EXPECT_EQ(file.after, spec_with());
  EXPECT_EQ(file.fixed, 3U);
  EXPECT_THAT(codes(file), IsEmpty());
  EXPECT_FALSE(file.dropped);
}

TEST(LintFile, UnsafeFixesAreAskedFor) {
  const std::string misspelt = spec_with("let a = 1  // cdp: ignore[unused-lte] the notebook\n");
  EXPECT_EQ(linted(misspelt, Fixing::kAll, {"W4905"}).after,
            spec_with("let a = 1  // cdp: ignore[unused-let] the notebook\n"));
}

TEST(LintFile, WhatDoesNotParseIsLeftAlone) {
  const LintedFile file = linted(spec_with("let a = 1\nlet b = = 2\n"), Fixing::kSafe);
  EXPECT_EQ(file.after, file.before);
  EXPECT_EQ(file.fixed, 0U);
  EXPECT_FALSE(file.dropped);
}

TEST(LintFile, SuppressedFindingsAreNotFixed) {
  const std::string kept = spec_with("let a = 1  // cdp: ignore[unused-let] the notebook\n");
  EXPECT_EQ(linted(kept, Fixing::kAll).after, kept);
}

TEST(LintFile, LeftOverSuppressionsGo) {
  EXPECT_EQ(linted(spec_with("// cdp: ignore[W4601] old\nassert width > 0  // cdp: ignore[W4601] old\n"), Fixing::kSafe)
                .after,
            spec_with("assert width > 0\n"));
}

std::string formatted(const std::string& text) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  return format::format(sources, sources.add("", text), sink).value_or("");
}

TEST(LintFile, ACanonicalFileStaysCanonical) {
  const std::string before = formatted(spec_with("let a = 1\n\nlet b = 2\n\nassert b > 0\n"));
  const LintedFile file = linted(before, Fixing::kSafe);
  EXPECT_NE(file.after, before);
  EXPECT_EQ(file.after, formatted(file.after));
}

// ---- what is promised of every safe fix ----------------------------------------------------

/// The plans of the reference and all targets, without reasons, because these tell places, and without the spec's hash.
std::vector<std::string> plans_of(const std::string& path, const Files& files) {
  auto analysis = analyse(path, files);
  std::vector<std::string> plans;
  if (!analysis || !ready(**analysis)) return plans;
  std::vector<std::string> names = {"reference"};
  for (const auto& target : (*analysis)->spec->targets) names.push_back(target.name);
  for (const std::string& name : names) {
    const auto scaled = scale_to(**analysis, {name, ""});
    if (!scaled || !*scaled) continue;
    plan::Plan plan = emit(**analysis, **scaled, Reasons::kLeaveOut);
    plan.spec.sha256.clear();
    plan.spec.files.clear();
    plans.push_back(plan::to_json(plan));
  }
  return plans;
}

void expect_safe_fixes_change_nothing(const std::string& path, Files files) {
  LintFileOptions options;
  options.fixing = Fixing::kSafe;
  std::vector<std::string> all = {"all"};
  for (const lint::Rule& rule : lint::all_rules()) all.emplace_back(rule.name);
  options.selection = *lint::Selection::of({all, {}, {}});
  const auto file = lint_file(path, files, options);
  ASSERT_TRUE(file);
  EXPECT_FALSE(file->dropped);
  if (file->after == file->before) return;
  const auto before = plans_of(path, files);
  if (before.empty()) return;  // a spec with errors has no numbers yet
  files.memory[path] = file->after;
  EXPECT_EQ(plans_of(path, files), before) << file->after;
}

TEST(LintFile, SafeFixesOfExamplesChangeNoNumber) {
  const auto check = [](std::string_view id, std::string_view text) {
    SCOPED_TRACE(id);
    expect_safe_fixes_change_nothing("gpt.cdp", files_with(std::string(text)));
  };
  for (const lint::Rule& rule : lint::all_rules()) {
    check(rule.row.id, rule.row.bad);
    check(rule.row.id, rule.row.good);
  }
  for (const diag::CatalogRow& row : diag::kCatalog) check(row.id, row.bad);
}

/// Whatever fuzzing has found for other stages, the linter and its fixes survive it.
TEST(LintFile, HostileTextsEnd) {
  std::size_t count = 0;
  for (const char* corpus : {"parser", "evaluator"}) {
    for (const auto& entry : golden::fs::directory_iterator(golden::kTree / "tests/fuzz/corpus" / corpus)) {
      SCOPED_TRACE(entry.path().string());
      const auto text = Files{}.read(entry.path().string());
      ASSERT_TRUE(text);
      Files files = files_with(*text);
      files.disk = false;
      LintFileOptions options;
      options.fixing = Fixing::kAll;
      options.shown = diag::Color::kNever;
      EXPECT_TRUE(lint_file("gpt.cdp", files, options));
      ++count;
    }
  }
  EXPECT_GT(count, 100U);
}

TEST(LintFile, SafeFixesOfTheTreeChangeNoNumber) {
  for (const std::string& path : golden::specs_under({"examples", "stdlib", "tests/golden"})) {
    SCOPED_TRACE(path);
    const golden::In folder((golden::kTree / path).parent_path());
    expect_safe_fixes_change_nothing(golden::fs::path(path).filename().string(), default_files());
  }
}

}  // namespace
}  // namespace cdp::pipeline
