// Which files a glob means.
#include "compiler/config/glob.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/compiler/config/config_support.h"

namespace cdp::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Case {
  const char* glob;
  std::vector<const char*> matching;
  std::vector<const char*> others;
};

void PrintTo(const Case& tested, std::ostream* out) {
  *out << tested.glob;
}

class Glob : public ::testing::TestWithParam<Case> {};

TEST_P(Glob, MeansThese) {
  const Case& tested = GetParam();
  EXPECT_EQ(glob_fault(tested.glob), std::nullopt);
  for (const char* path : tested.matching) EXPECT_TRUE(glob_matches(tested.glob, path)) << path;
  for (const char* path : tested.others) EXPECT_FALSE(glob_matches(tested.glob, path)) << path;
}

INSTANTIATE_TEST_SUITE_P(
    Globs, Glob,
    ::testing::Values(
        // Without a slash: names in any folder, and what is in folders of that name.
        Case{"legacy", {"legacy", "legacy/a.cdp", "x/legacy/y/a.cdp"}, {"legacy.cdp", "not_legacy/a.cdp", ""}},
        Case{"*.cdp", {"a.cdp", "x/a.cdp", ".cdp"}, {"a.cdpx", "cdp"}},
        Case{"a?c.cdp", {"abc.cdp", "x/a_c.cdp"}, {"ac.cdp", "abbc.cdp"}}, Case{"*", {"a", "x/y"}, {""}},
        // With one: from the folder of cdp.toml.
        Case{"x/*.cdp", {"x/a.cdp"}, {"a.cdp", "x/y/a.cdp", "z/x/a.cdp"}},
        Case{"x/y", {"x/y", "x/y/a.cdp"}, {"x", "x/yy", "z/x/y"}}, Case{"./x", {"x/a.cdp"}, {"z/x/a.cdp"}},
        Case{"x/", {"x", "x/a.cdp"}, {"z/x"}},
        // Any number of folders.
        Case{"**/a.cdp", {"a.cdp", "x/a.cdp", "x/y/a.cdp"}, {"b.cdp"}},
        Case{"x/**/a.cdp", {"x/a.cdp", "x/y/a.cdp", "x/y/z/a.cdp"}, {"a.cdp", "y/x/b.cdp"}},
        Case{"x/**", {"x/a.cdp", "x/y/a.cdp"}, {"x", "y/a.cdp"}},
        Case{"**/x/**/y", {"x/y", "a/x/b/c/y/z"}, {"y/x", "x"}}, Case{"x/a**c", {"x/abc", "x/ac"}, {"x/a/c"}},
        // Sets of characters.
        Case{"[ab].cdp", {"a.cdp", "b.cdp"}, {"c.cdp", "ab.cdp"}},
        Case{"[!a-c].cdp", {"d.cdp", "A.cdp"}, {"a.cdp", "b.cdp", "c.cdp"}},
        Case{"v[0-9][0-9]", {"v01"}, {"v1", "vx1"}}, Case{"[]]x", {"]x"}, {"[x"}}, Case{"[a-]", {"a", "-"}, {"b"}}));

TEST(GlobFault, SaysWhyATextIsNone) {
  EXPECT_EQ(glob_fault("/x"), "it is relative to the folder of cdp.toml; leave the first `/` out");
  EXPECT_EQ(glob_fault("../x"), "it is about what is below cdp.toml; put a cdp.toml further up instead of `..`");
  EXPECT_EQ(glob_fault("x/[ab/c]"), "a `[` is not closed in the same name");
  EXPECT_EQ(glob_fault("./"), "it names nothing");
}

TEST(GlobMatches, ManyStarsEndSoon) {
  std::string glob;
  for (int i = 0; i < 2'000; ++i) glob += "*a";
  EXPECT_FALSE(glob_matches(glob + "b", std::string(20'000, 'a')));
  std::string folders = "x/";
  for (int i = 0; i < 1'000; ++i) folders += "**/a/";
  std::string path = "x";
  for (int i = 0; i < 2'000; ++i) path += "/a";
  EXPECT_FALSE(glob_matches(folders + "b", path));
}

class Globs : public ::testing::Test {
 protected:
  Config config_ = config_of(
      "[paths]\nexclude = [\"old\", \"x/*.cdp\"]\n[lint.per-file-ignores]\n\"*.cdp\" = [\"W46\"]\n"
      "\"x/**\" = [\"unused-let\", \"W41\"]\n");  // stands in repo/
};

TEST_F(Globs, SeePathsFromTheFolderOfTheFile) {
  EXPECT_EQ(path_below(config_, "repo/x/a.cdp"), "x/a.cdp");
  EXPECT_EQ(path_below(config_, "./repo/y/../x/a.cdp"), "x/a.cdp");
  EXPECT_EQ(path_below(config_, std::filesystem::current_path() / "repo/a.cdp"), "a.cdp");
  EXPECT_EQ(path_below(config_, "a.cdp"), "");
  EXPECT_EQ(path_below(config_, "repo/..a"), "..a");
  EXPECT_EQ(path_below({}, "a.cdp"), "");
}

TEST_F(Globs, ExcludeFilesAndFolders) {
  EXPECT_TRUE(is_excluded(config_, "repo/y/old"));
  EXPECT_TRUE(is_excluded(config_, "repo/x/a.cdp"));
  EXPECT_FALSE(is_excluded(config_, "repo/a.cdp"));
  EXPECT_FALSE(is_excluded(config_, "old/a.cdp"));  // not below cdp.toml
  EXPECT_FALSE(is_excluded({}, "a.cdp"));
}

TEST_F(Globs, RulesOfAllThatMatchAreIgnored) {
  EXPECT_THAT(texts(ignored_for(config_, "repo/x/a.cdp")), ::testing::UnorderedElementsAre("W46", "unused-let", "W41"));
  EXPECT_THAT(texts(ignored_for(config_, "repo/a.cdp")), ElementsAre("W46"));
  EXPECT_THAT(ignored_for(config_, "a.cdp"), IsEmpty());
}

}  // namespace
}  // namespace cdp::config
