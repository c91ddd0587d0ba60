// Which cdp.toml holds for a spec, what is wrong with it, and which specs a folder stands for. What it does to
// commands: tests/compiler/driver/settings_test.cpp.
#include "compiler/pipeline/settings.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "compiler/diag/render.h"
#include "tests/compiler/pipeline/pipeline_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::pipeline {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string text_of(const SettingsFault& fault) {
  if (fault.diagnostics.empty()) return fault.error.text();
  return diag::render_all(fault.diagnostics, *fault.sources, diag::Color::kNever);
}

class SettingsFor : public ::testing::Test {
 protected:
  FileSettings settings(const std::string& toml, const ConfigChoice& choice = {}) {
    toml_ = folder_.write("cdp.toml", toml);
    return settings_for(spec_, choice);
  }
  std::string fault(const std::string& toml) {
    const FileSettings found = settings(toml);
    EXPECT_FALSE(found);
    if (found) return "";
    return text_of(*found.fault);
  }

  test::TempFolder folder_;
  std::string spec_ = folder_.write("x/a.cdp", spec_with("target big { width = 1024 }\n"));
  std::string toml_;
};

TEST_F(SettingsFor, TheNearestFileIsTakenUnlessTold) {
  EXPECT_TRUE(settings("[compile]\ntarget = \"big\"\n").config.compile.target);
  EXPECT_FALSE(settings_for(spec_, {"", true}).config.compile.target);
  const std::string other = folder_.write("other.toml", "[compile]\ntarget = \"other\"\n");
  EXPECT_EQ(settings_for(spec_, {other, false}).config.compile.target->text, "other");
  EXPECT_THAT(text_of(*settings_for(spec_, {folder_.file("none.toml"), false}).fault), HasSubstr("no such file"));
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

TEST_F(SettingsFor, AFolderOfWhatIsExcludedIsNotCalledEmpty) {
  const FileSettings found = settings("[paths]\nexclude = [\"x\"]\n");
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

TEST_F(SettingsFor, ALibraryWithAPipeIsRefused) {
  folder_.write("mine/rules.cdp", "rules mine() { @all { lr *= m_N^-1 } }\n");
  ASSERT_EQ(::mkfifo(folder_.file("mine/more.cdp").c_str(), 0600), 0);
  const FileSettings found = settings("[paths]\nstd = \"mine\"\n");
  ASSERT_TRUE(found.fault);
  EXPECT_THAT(text_of(*found.fault), HasSubstr("more.cdp` cannot be used: is a pipe or a device"));
}

/// A folder of its own above that of the tests, with somebody else's files beside it.
class Bounds : public ::testing::Test {
 protected:
  std::string fault_of(const std::string& path, const ConfigChoice& choice = {}) const {
    const FileSettings found = settings_for(folder_.file(path), choice);
    return found ? "" : text_of(*found.fault);
  }

  test::TempFolder folder_;
};

TEST_F(Bounds, AllowedFoldersMustBeThere) {
  EXPECT_THAT(fault_of("a.cdp", {"", false, {folder_.file("none")}}),
              AllOf(HasSubstr("--allow-path: there is no folder"), HasSubstr("none")));
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

}  // namespace
}  // namespace cdp::pipeline
