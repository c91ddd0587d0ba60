// Which files are linted, and under which settings.
#include "compiler/pipeline/lint_paths.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/compiler/pipeline/pipeline_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kUnused = "model = M(width)\nlet a = 1\n";

std::vector<std::string> paths_of(const LintRun& run) {
  std::vector<std::string> paths;
  for (const LintedTask& linted : run.files)
    paths.push_back(std::filesystem::path(linted.task.path).filename().string());
  return paths;
}

LintRequest of(std::vector<std::string> paths) {
  LintRequest request;
  request.paths = std::move(paths);
  return request;
}

bool has(const LintRun& run, std::size_t file, const char* code) {
  for (const lint::Finding& finding : run.files[file].file.findings)
    if (finding.code() == code) return true;
  return false;
}

TEST(LintRun, WhatSeveralFilesUseIsFoundOnce) {
  const test::TempFolder folder;
  folder.write("lib.cdp", "let a = b\n");
  folder.write("one.cdp", "use \"lib.cdp\"\n");
  folder.write("two.cdp", "use \"lib.cdp\"\n");
  LintRun run = lint_all(of({folder.path().string()}));
  const auto found = take_findings(run);
  EXPECT_EQ(std::count_if(found.begin(), found.end(), [](const auto& one) { return one.code() == "E0201"; }), 1);
}

TEST(LintRun, KnowsWhatItWouldHaveFoundAgain) {
  const test::TempFolder folder;
  folder.write("a.cdp", kUnused);
  folder.write("b.cdp", kUnused);
  LintRequest request = of({folder.file("a.cdp")});
  request.select = {{"W4601"}};
  const LintRun run = lint_all(request);
  EXPECT_TRUE(was_looked_for(run, folder.file("a.cdp"), "W4601"));
  EXPECT_FALSE(was_looked_for(run, folder.file("a.cdp"), "W4602")) << "not selected";
  EXPECT_FALSE(was_looked_for(run, folder.file("b.cdp"), "W4601")) << "not linted";
  EXPECT_TRUE(was_looked_for(run, folder.file("gone.cdp"), "W4601"));
}

TEST(LintRun, FoldersStandForTheirSpecsEachOnce) {
  const test::TempFolder folder;
  const std::string a = folder.write("a.cdp", kUnused);
  folder.write("sub/b.cdp", kUnused);
  folder.write("sub/notes.txt", "");
  folder.write(".hidden/c.cdp", kUnused);
  folder.write("build/d.cdp", kUnused);
  EXPECT_THAT(paths_of(lint_all(of({folder.path().string(), a}))), ElementsAre("a.cdp", "b.cdp"));
  EXPECT_THAT(paths_of(lint_all(of({folder.file("build/d.cdp")}))), ElementsAre("d.cdp"));
}

TEST(LintRun, TheResultIsTheSameOnAnyNumberOfThreads) {
  const test::TempFolder folder;
  for (int i = 0; i < 40; ++i)
    folder.write("spec_" + std::to_string(i) + ".cdp", spec_with("let a_" + std::to_string(i) + " = 1\n"));
  LintRequest request = of({folder.path().string()});
  const auto messages = [&](unsigned jobs) {
    request.jobs = jobs;
    std::vector<std::string> all;
    for (const LintedTask& linted : lint_all(request).files)
      for (const lint::Finding& finding : linted.file.findings) all.push_back(linted.task.path + finding.message);
    return all;
  };
  const auto one = messages(1);
  EXPECT_GE(one.size(), 40U);
  EXPECT_EQ(messages(4), one);
}

TEST(LintRun, WhatCannotBeReadIsSaidAndTheRestIsLinted) {
  const test::TempFolder folder;
  const std::string a = folder.write("a.cdp", kUnused);
  const LintRun run = lint_all(of({folder.file("none.cdp"), a}));
  ASSERT_EQ(run.failures.size(), 1U);
  EXPECT_EQ(run.failures.front().message, "there is no such file");
  EXPECT_EQ(run.files.size(), 1U);
}

TEST(LintRun, ABrokenSettingsFileTakesOnlyItsOwnFolder) {
  const test::TempFolder folder;
  folder.write("a/a.cdp", kUnused);
  folder.write("b/b.cdp", kUnused);
  folder.write("b/cdp.toml", "[lint\n");
  folder.write("c/c.cdp", kUnused);
  const LintRun run = lint_all(of({folder.file("a"), folder.file("b"), folder.file("c")}));
  EXPECT_FALSE(run.fault);
  EXPECT_THAT(paths_of(run), ElementsAre("a.cdp", "c.cdp"));
  ASSERT_EQ(run.refused.size(), 1U);
  EXPECT_TRUE(lint_all(of({folder.file("b")})).fault) << "where nothing else is asked for";
}

TEST(LintRun, SettingsComeFromTheNearestFile) {
  const test::TempFolder folder;
  folder.write("cdp.toml", "[lint]\nfail-on = \"error\"\n[lint.levels]\nunused-let = \"off\"\n");
  folder.write("a.cdp", kUnused);
  folder.write("team/cdp.toml", "[lint.per-file-ignores]\n\"old/*\" = [\"W46\"]\n");
  folder.write("team/b.cdp", kUnused);
  folder.write("team/old/c.cdp", kUnused);
  const LintRun run = lint_all(of({folder.file("a.cdp"), folder.file("team/b.cdp"), folder.file("team/old/c.cdp")}));
  ASSERT_EQ(run.files.size(), 3U);
  EXPECT_EQ(run.fail_on, diag::Severity::kError);
  EXPECT_FALSE(has(run, 0, "W4601"));
  EXPECT_TRUE(has(run, 1, "W4601"));
  EXPECT_FALSE(has(run, 2, "W4601"));
}

TEST(LintRun, TheCommandLineOutweighsTheFile) {
  const test::TempFolder folder;
  folder.write("cdp.toml", "[lint]\nselect = [\"W41\"]\n");
  const std::string a = folder.write("a.cdp", kUnused);
  LintRequest request = of({a});
  EXPECT_FALSE(has(lint_all(request), 0, "W4601"));
  request.select = {"unused-let"};
  EXPECT_TRUE(has(lint_all(request), 0, "W4601"));
  request.ignore = {"W46"};
  EXPECT_FALSE(has(lint_all(request), 0, "W4601"));
}

TEST(LintRun, AMisspeltTargetOfTheSettingsIsAFaultWhereSpecsHaveOthers) {
  const test::TempFolder folder;
  folder.write("cdp.toml", "[lint]\ntarget = \"bgi\"\n");
  const LintRequest none = of({folder.write("a.cdp", spec_with())});
  EXPECT_FALSE(lint_all(none).fault);
  const LintRequest other = of({folder.write("b.cdp", spec_with("target big { width = 256 }\n"))});
  ASSERT_TRUE(lint_all(other).fault);
  EXPECT_THAT(lint_all(other).fault->error.text(),
              HasSubstr("[lint] target: no spec has a target `bgi`; did you mean `big`?"));
}

TEST(LintRun, WrongWordsAreFaultsOfTheCommandLine) {
  const test::TempFolder folder;
  LintRequest request = of({folder.write("a.cdp", spec_with("target big { width = 256 }\n"))});
  request.select = {"unused-lte"};
  ASSERT_TRUE(lint_all(request).fault);
  EXPECT_THAT(lint_all(request).fault->error.text(),
              HasSubstr("there is no rule `unused-lte`; did you mean `unused-let`?"));
  request.select.reset();
  request.target = "bgi";
  EXPECT_THAT(lint_all(request).fault->error.text(), HasSubstr("no spec has a target `bgi`; did you mean `big`?"));
  request.target = "big";
  EXPECT_FALSE(lint_all(request).fault);
}

}  // namespace
}  // namespace cdp::pipeline
