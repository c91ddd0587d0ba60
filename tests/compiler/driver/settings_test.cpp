// What the cdp.toml that holds for a spec does to the commands that read one.
#include "compiler/driver/settings.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "compiler/driver/lint.h"
#include "compiler/driver/session.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class SettingsFor : public ::testing::Test {
 protected:
  test::TempFolder folder_;
  std::string spec_ = folder_.write("x/a.cdp", spec_with("target big { width = 1024 }\n"));
};

TEST_F(SettingsFor, FaultsAreErrorsOrDiagnostics) {
  const Answer missing = answer_of(*pipeline::settings_for(spec_, {folder_.file("none.toml"), false}).fault, {});
  EXPECT_EQ(missing.exit_code, kCouldNotRun);
  EXPECT_THAT(missing.err, AllOf(StartsWith("error: "), HasSubstr("no such file")));
  folder_.write("cdp.toml", "[lint]\nselct = []\n");
  const Answer wrong = answer_of(*pipeline::settings_for(spec_, {}).fault, {});
  EXPECT_EQ(wrong.exit_code, kCouldNotRun);
  EXPECT_THAT(wrong.err, HasSubstr("cdp.toml:2:1: error: there is no setting `lint.selct`"));
}

TEST_F(SettingsFor, FilesOfStdAreReplacedAndAdded) {
  folder_.write("own/gpt.cdp", "let mine = 1\n");
  folder_.write("own/team/parts.cdp", "let part = 2\n");
  const std::string spec =
      folder_.write("x/b.cdp", "use std.gpt: mine\nuse std.team.parts: part\nuse std.norm\nlet all = mine + part\n");
  folder_.write("cdp.toml", "[paths]\nstd = \"own\"\n");
  EXPECT_EQ(check({{spec}}, {}).exit_code, kClean) << check({{spec}}, {}).err;
  const Answer without = check({{spec}, FailOn::kError, {"", true}}, {});
  EXPECT_EQ(without.exit_code, kFindings);
  EXPECT_THAT(without.err, HasSubstr("[E0206]"));
}

TEST_F(SettingsFor, WhatStandsInForStdIsNamedByPlanWhyAndCheck) {
  folder_.write("own/sp.cdp", "use \"help.cdp\"\nrules mine() { requires { optimizer = adamw } }\n");
  folder_.write("own/help.cdp", "let one = 1\n");
  const std::string spec = folder_.write("x/b.cdp", spec_with("use std.sp\n"));
  EXPECT_EQ(check({{spec}}, {}).out, spec + ": ok, 1 target, 47 tensors\n") << "nothing stands in for anything";
  folder_.write("cdp.toml", "[paths]\nstd = \"own\"\n");
  const std::string said = spec + ": std/sp.cdp is ";
  EXPECT_THAT(check({{spec}}, {}).out, HasSubstr(said)) << check({{spec}}, {}).err;
  EXPECT_THAT(check({{spec}}, {}).out, HasSubstr("own/sp.cdp, by [paths] std of cdp.toml\n"));
  EXPECT_THAT(why({spec, "", {}}, {}).out, StartsWith(said));
  const std::string json = printed(compile({spec, {}, ""}, {}));
  EXPECT_THAT(json, HasSubstr("\"stands_in\": \"own/sp.cdp\""));
  EXPECT_THAT(json, HasSubstr("\"stands_in\": \"own/help.cdp\"")) << "and what it uses";
}

TEST_F(SettingsFor, FaultsInFilesOfStdAreShownWhereTheyStand) {
  const std::string own = folder_.write("own/mine.cdp", "let mine = 1 +\n");
  const std::string spec = folder_.write("x/b.cdp", "use std.mine\n");
  folder_.write("cdp.toml", "[paths]\nstd = \"own\"\n");
  const Answer answer = check({{spec}}, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_THAT(answer.err, HasSubstr("own/mine.cdp:1:"));
}

TEST_F(SettingsFor, TheTargetIsTheOneOfTheFileUnlessTold) {
  folder_.write("cdp.toml", "[compile]\ntarget = \"big\"\n");
  const auto width = [&](const ScaleAndConfig& choice) { return open_at(spec_, choice, {}).scaled->target.name; };
  EXPECT_EQ(width({}), "big");
  EXPECT_EQ(width({"reference", ""}), "reference");
  EXPECT_EQ(width({{"", ""}, {"", true}}), "reference");
  EXPECT_EQ(open_stdin_at(spec_with(), {}, {}).scaled->target.name, "reference");
}

TEST_F(SettingsFor, ATargetThatASpecLacksIsToldWhereItIsWritten) {
  folder_.write("cdp.toml", "[compile]\ntarget = \"bgi\"\n");
  const Opened opened = open_at(spec_, {}, {});
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.answer.exit_code, kCouldNotRun);
  EXPECT_THAT(opened.answer.err, HasSubstr("cdp.toml:2:10: the spec has no target `bgi`; did you mean `big`?"));
}

TEST_F(SettingsFor, EveryCommandStopsAtABrokenFile) {
  folder_.write("cdp.toml", "[lint\n");
  EXPECT_EQ(check({{spec_}}, {}).exit_code, kCouldNotRun);
  EXPECT_EQ(compile({spec_, {}, ""}, {}).exit_code, kCouldNotRun);
  EXPECT_EQ(why({spec_, "", {}}, {}).exit_code, kCouldNotRun);
  EXPECT_EQ(format_files({{spec_}, true}, {}).exit_code, kCouldNotRun);
  EXPECT_THAT(compile({spec_, {}, ""}, {}).err, HasSubstr("[E0901]"));
}

TEST_F(SettingsFor, SearchesTakeNeitherPipesNorLinksThatLeadOut) {
  const test::TempFolder other;
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(folder_.write("own/a.cdp", "let a = 1\n")).parent_path();
  folder_.write("own/secret", "hush\n");
  fs::create_symlink("a.cdp", folder / "again.cdp");
  fs::create_symlink("secret", folder / "secret.cdp");
  fs::create_symlink(other.write("b.cdp", "let b = 1\n"), folder / "out.cdp");
  fs::create_symlink("nowhere.cdp", folder / "broken.cdp");
  ASSERT_EQ(::mkfifo((folder / "pipe.cdp").c_str(), 0600), 0);
  const auto found = pipeline::spec_files(folder.string(), {});
  ASSERT_TRUE(found);
  EXPECT_THAT(found->files, ElementsAre((folder / "a.cdp").string(), (folder / "again.cdp").string()));
  const std::string warnings = left_out_warnings(found->left_out, {});
  EXPECT_THAT(warnings, AllOf(HasSubstr("broken.cdp: is a link that leads nowhere; it is left out\n"),
                              HasSubstr("out.cdp: is a link that leads out of " + folder.string() + "; "),
                              HasSubstr("pipe.cdp: is a pipe or a device; "),
                              HasSubstr("secret.cdp: is a link to a file that is not called .cdp; ")));
  EXPECT_EQ(lint_paths({.paths = {folder.string()}}, {}).err, warnings);
  EXPECT_EQ(format_files({{folder.string()}, true}, {}).err, warnings);
  for (int i = 0; i < 9; ++i) fs::create_symlink("nowhere", folder / fmt::format("more{}.cdp", i));
  EXPECT_THAT(lint_paths({.paths = {folder.string()}}, {}).err,
              HasSubstr("warning: 8 more files are left out, for such reasons\n"));
  fs::remove(folder / "a.cdp");
  fs::remove(folder / "again.cdp");
  EXPECT_THAT(pipeline::spec_files(folder.string(), {}).error().text(),
              HasSubstr("broken.cdp: is a link that leads nowhere, and there is no .cdp file besides"));
  folder_.write("own/a.cdp", "let a = 1\n");
  folder_.write("cdp.toml", "[paths]\nexclude = [\"own/[m-p]*\"]\n");
  const config::Config excludes = pipeline::settings_for(spec_, {}).config;
  EXPECT_THAT(pipeline::spec_files(folder.string(), excludes)->left_out, ::testing::SizeIs(2))
      << "broken and secret are left";
}

/// A folder of its own above that of the tests, with somebody else's files beside it.
class Bounds : public ::testing::Test {
 protected:
  Answer checked(const std::string& name, const ConfigChoice& choice = {}) const {
    return check({{folder_.file(name)}, FailOn::kError, choice}, {});
  }

  test::TempFolder folder_;
};

TEST_F(Bounds, SpecsReadInTheirRepository) {
  folder_.write("shared.cdp", "let one = 1\n");
  folder_.write("repo/blocks.cdp", "let two = 2\n");
  folder_.write("repo/specs/in.cdp", "use \"../blocks.cdp\"\n");
  folder_.write("repo/specs/out.cdp", "use \"../../shared.cdp\"\n");
  EXPECT_EQ(checked("repo/specs/in.cdp").exit_code, kFindings) << "there is no repository yet";
  EXPECT_EQ(checked("repo/specs/in.cdp", {"", true, {folder_.file("repo")}}).exit_code, kClean);
  folder_.write("repo/.git/HEAD", "");
  EXPECT_EQ(checked("repo/specs/in.cdp").exit_code, kClean);
  const Answer out = checked("repo/specs/out.cdp");
  EXPECT_EQ(out.exit_code, kFindings);
  EXPECT_THAT(out.err, HasSubstr("shared.cdp` lies outside of `"));
  EXPECT_THAT(out.err, HasSubstr("[E0251]"));
  EXPECT_THAT(out.err,
              HasSubstr("unless `--allow-path " + std::filesystem::canonical(folder_.path()).string() + "` lets it"));
  EXPECT_EQ(checked("repo/specs/out.cdp", {"", false, {folder_.path().string()}}).exit_code, kClean);
}

TEST_F(Bounds, WithoutARepositoryTheFolderOfCdpTomlIsTaken) {
  folder_.write("team/cdp.toml", "");
  folder_.write("team/blocks.cdp", "let one = 1\n");
  folder_.write("team/specs/in.cdp", "use \"../blocks.cdp\"\n");
  EXPECT_EQ(checked("team/specs/in.cdp").exit_code, kClean);
  EXPECT_EQ(checked("team/specs/in.cdp", {"", true}).exit_code, kFindings) << "no cdp.toml, no folder of it";
  EXPECT_EQ(checked("team/specs/in.cdp", {folder_.file("team/cdp.toml"), false}).exit_code, kClean);
}

}  // namespace
}  // namespace cdp::driver
