// Which cdp.toml holds for a spec, what it does to the commands that read one, and what is wrong with it.
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
  Settings settings(const std::string& toml, const ConfigChoice& choice = {}) {
    toml_ = folder_.write("cdp.toml", toml);
    return settings_for(spec_, choice, {});
  }
  std::string fault(const std::string& toml) {
    const Settings found = settings(toml);
    EXPECT_FALSE(found);
    if (found) return "";
    EXPECT_EQ(found.fault->exit_code, kCouldNotRun);
    return found.fault->err;
  }

  test::TempFolder folder_;
  std::string spec_ = folder_.write("x/a.cdp", spec_with("target big { width = 1024 }\n"));
  std::string toml_;
};

TEST_F(SettingsFor, TheNearestFileIsTakenUnlessTold) {
  EXPECT_TRUE(settings("[compile]\ntarget = \"big\"\n").config.compile.target);
  EXPECT_FALSE(settings_for(spec_, {"", true}, {}).config.compile.target);
  const std::string other = folder_.write("other.toml", "[compile]\ntarget = \"other\"\n");
  EXPECT_EQ(settings_for(spec_, {other, false}, {}).config.compile.target->text, "other");
  EXPECT_THAT(settings_for(spec_, {folder_.file("none.toml"), false}, {}).fault->err, HasSubstr("no such file"));
}

TEST_F(SettingsFor, FaultsAreShownWithTheirLine) {
  const std::string said = fault("[lint]\nselct = []\n");
  EXPECT_THAT(
      said, HasSubstr("cdp.toml:2:1: error: there is no setting `lint.selct`; did you mean `lint.select`? [E0902]\n"));
  EXPECT_THAT(said, HasSubstr("   2 | selct = []\n     | ^^^^^\n"));
}

TEST_F(SettingsFor, RulesMustExist) {
  EXPECT_TRUE(
      settings("[lint]\nselect = [\"W\", \"W46\", \"unused-let\"]\n[lint.levels]\nW4601 = \"off\"\nW42 = \"info\"\n"));
  EXPECT_THAT(fault("[lint]\nselect = [\"unused-lte\"]\n"),
              HasSubstr("cdp.toml:2:11: error: there is no rule `unused-lte`; did you mean `unused-let`? [E0905]"));
  EXPECT_THAT(fault("[lint]\nignore = [\"W9\"]\n"), HasSubstr("there is no rule `W9`; `cdp rules` lists them [E0905]"));
  EXPECT_THAT(fault("[lint.levels]\nW99 = \"off\"\n"), HasSubstr("there is no rule `W99`"));
  EXPECT_THAT(fault("[lint.per-file-ignores]\n\"*\" = [\"nope\"]\n"), HasSubstr("there is no rule `nope`"));
}

TEST_F(SettingsFor, AllIsAWordOfLists) {
  EXPECT_TRUE(settings("[lint]\nselect = [\"all\"]\n[lint.per-file-ignores]\n\"old/**\" = [\"all\"]\n"));
}

TEST_F(SettingsFor, NothingTurnsErrorsOff) {
  const std::string said = "there is no rule `E0201`; errors are always reported [E0905]";
  EXPECT_THAT(fault("[lint]\nignore = [\"E0201\"]\n"), HasSubstr("cdp.toml:2:11: error: " + said));
  EXPECT_THAT(fault("[lint.levels]\nE0201 = \"off\"\n"), HasSubstr("cdp.toml:2:1: error: " + said));
  EXPECT_THAT(fault("[lint.per-file-ignores]\n\"*\" = [\"E0201\"]\n"), HasSubstr("cdp.toml:2:8: error: " + said));
  EXPECT_TRUE(settings("[lint]\nselect = [\"E\"]\n"));
}

TEST_F(SettingsFor, ARuleHasOneLevel) {
  EXPECT_THAT(fault("[lint.levels]\nunused-let = \"info\"\nW4601 = \"off\"\n"),
              HasSubstr("has a level already, as `W4601`; leave one of the two out [E0908]"));
}

TEST_F(SettingsFor, AFolderForStdMustBeThere) {
  EXPECT_THAT(fault("[paths]\nstd = \"own\"\n"), HasSubstr("cdp.toml:2:7: error: `own` cannot be used: "));
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

/// A folder of its own above that of the tests, with somebody else's files beside it.
class Bounds : public ::testing::Test {
 protected:
  Answer checked(const std::string& name, const ConfigChoice& choice = {}) const {
    return check({{folder_.file(name)}, FailOn::kError, choice}, {});
  }
  std::string fault_of(const std::string& path, const ConfigChoice& choice = {}) const {
    const Settings found = settings_for(folder_.file(path), choice, {});
    return found ? "" : found.fault->err;
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

TEST_F(Bounds, AllowedFoldersMustBeThere) {
  EXPECT_THAT(fault_of("a.cdp", {"", false, {folder_.file("none")}}),
              AllOf(HasSubstr("error: --allow-path: there is no folder"), HasSubstr("none")));
}

TEST_F(Bounds, CdpTomlReachesNoFurther) {
  folder_.write("repo/.git/HEAD", "");
  folder_.write("own/gpt.cdp", "let one = 1\n");
  folder_.write("repo/cdp.toml", "[paths]\nstd = \"../own\"\n");
  EXPECT_THAT(fault_of("repo/a.cdp"),
              AllOf(HasSubstr("cdp.toml:2:7: error: `../own` cannot be used: it lies outside of"),
                    HasSubstr("--allow-path"), HasSubstr("[E0907]")));
  EXPECT_EQ(fault_of("repo/a.cdp", {"", false, {folder_.file("own")}}), "");
  std::filesystem::create_directory_symlink("../own", folder_.path() / "repo/std");
  folder_.write("repo/cdp.toml", "[paths]\nstd = \"std\"\n");
  EXPECT_THAT(fault_of("repo/a.cdp"), HasSubstr("`std` cannot be used: it lies outside of"));
  folder_.write("repo/cdp.toml", "[lint]\nbaseline = \"../base.json\"\n");
  EXPECT_THAT(fault_of("repo/a.cdp"), HasSubstr("`../base.json` cannot be used: it lies outside of"));
  folder_.write("repo/cdp.toml", "[lint]\nbaseline = \"base.json\"\n");
  EXPECT_EQ(fault_of("repo/a.cdp"), "") << "it need not be there yet";
}

TEST_F(Bounds, ALinkOfThatNameLeadsToAFileOfThatName) {
  folder_.write("secret.toml", "key = \"hush\"\n");
  folder_.write("repo/a.cdp", "let a = 1\n");
  std::filesystem::create_symlink("../secret.toml", folder_.path() / "repo/cdp.toml");
  EXPECT_THAT(fault_of("repo/a.cdp"), AllOf(HasSubstr("is a link to "), ::testing::Not(HasSubstr("hush"))));
  folder_.write("other/cdp.toml", "[lint]\ntarget = \"big\"\n");
  std::filesystem::remove(folder_.path() / "repo/cdp.toml");
  std::filesystem::create_symlink("../other/cdp.toml", folder_.path() / "repo/cdp.toml");
  EXPECT_EQ(fault_of("repo/a.cdp"), "");
}

TEST_F(Bounds, AStrangersCdpTomlIsNotObeyedUnasked) {
  if (::geteuid() != 0) GTEST_SKIP() << "gives files away, which takes the superuser";
  folder_.write("repo/a.cdp", "let a = 1\n");
  const std::string toml = folder_.write("repo/cdp.toml", "[paths]\nstd = \"own\"\n");
  folder_.write("repo/own/gpt.cdp", "let one = 1\n");
  EXPECT_EQ(fault_of("repo/a.cdp"), "");
  ASSERT_EQ(::chown(toml.c_str(), 4711, 4711), 0);
  const std::string said = fault_of("repo/a.cdp");
  EXPECT_THAT(said, HasSubstr("cdp.toml: belongs to user 4711, so it is not obeyed unasked"));
  for (const char* way : {"--allow-path ", "--config ", "--isolated"}) EXPECT_THAT(said, HasSubstr(way));
  EXPECT_EQ(fault_of("repo/a.cdp", {toml, false}), "");
  EXPECT_EQ(fault_of("repo/a.cdp", {"", true}), "");
  EXPECT_EQ(fault_of("repo/a.cdp", {"", false, {folder_.file("repo")}}), "");
  EXPECT_NE(fault_of("repo/a.cdp", {"", false, {folder_.file("repo/own")}}), "");
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
  const auto width = [&](const Place& place) { return open_at(spec_, place, {}).scaled->target.name; };
  EXPECT_EQ(width({}), "big");
  EXPECT_EQ(width({"reference", ""}), "reference");
  EXPECT_EQ(width({"", "", {"", true}}), "reference");
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

TEST_F(SettingsFor, AFolderOfWhatIsExcludedIsNotCalledEmpty) {
  const Settings found = settings("[paths]\nexclude = [\"x\"]\n");
  const auto files = spec_files((folder_.path() / "x").string(), found.config);
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, HasSubstr("has no .cdp files in it but those that "));
}

TEST_F(SettingsFor, FoldersAreSearchedWithoutWhatIsExcluded) {
  folder_.write("old/b.cdp", "let b = 1\n");
  folder_.write("x/c.cdp", "let c = 1\n");
  const config::Config config = settings("[paths]\nexclude = [\"old\", \"x/c*\"]\n").config;
  EXPECT_THAT(spec_files(folder_.path().string(), config)->files, ElementsAre(spec_));
  EXPECT_EQ(spec_files(folder_.path().string(), {})->files.size(), 3U);
  EXPECT_THAT(spec_files(folder_.file("old/b.cdp"), config)->files, ElementsAre(folder_.file("old/b.cdp")));  // named
  EXPECT_FALSE(spec_files(folder_.file("old"), config));
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
  const auto found = spec_files(folder.string(), {});
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
  EXPECT_THAT(spec_files(folder.string(), {}).error().text(),
              HasSubstr("broken.cdp: is a link that leads nowhere, and there is no .cdp file besides"));
  folder_.write("own/a.cdp", "let a = 1\n");
  const config::Config excludes = settings("[paths]\nexclude = [\"own/[m-p]*\"]\n").config;
  EXPECT_THAT(spec_files(folder.string(), excludes)->left_out, ::testing::SizeIs(2)) << "broken and secret are left";
}

TEST_F(SettingsFor, ALibraryWithAPipeIsRefused) {
  folder_.write("mine/rules.cdp", "rules mine() { @all { lr *= m_N^-1 } }\n");
  ASSERT_EQ(::mkfifo(folder_.file("mine/more.cdp").c_str(), 0600), 0);
  const Settings found = settings("[paths]\nstd = \"mine\"\n");
  ASSERT_TRUE(found.fault);
  EXPECT_THAT(found.fault->err, HasSubstr("more.cdp` cannot be used: is a pipe or a device"));
}

}  // namespace
}  // namespace cdp::driver
