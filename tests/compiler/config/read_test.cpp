// cdp.toml: what it may hold, what is wrong with it, where it is found.
#include "compiler/config/read.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/compiler/config/config_support.h"
#include "tests/support/as_nobody.h"
#include "tests/support/temp_folder.h"

namespace cdp::config {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ReadConfig, ReadsEverySetting) {
  const Config config = config_of(R"([lint]
select = ["W46", "unused-let"]
ignore = ["W4602"]
fail-on = "warning"
target = "all"
baseline = "ci/baseline.json"
[lint.levels]
"unused-let" = "off"
W4602 = "error"
[lint.per-file-ignores]
"legacy/**" = ["W46"]
[lint.options]
width-ratio = 64
duration-ratio = 1.5e2
[paths]
exclude = ["old"]
std = "own"
[compile]
target = "big"
)");
  ASSERT_TRUE(config.lint.select);
  EXPECT_THAT(texts(*config.lint.select), ElementsAre("W46", "unused-let"));
  EXPECT_THAT(texts(config.lint.ignore), ElementsAre("W4602"));
  ASSERT_TRUE(config.lint.fail_on);
  EXPECT_EQ(config.lint.fail_on->severity, diag::Severity::kWarning);
  EXPECT_EQ(config.lint.target->text, "all");
  EXPECT_EQ(config.lint.baseline->text, "ci/baseline.json");
  EXPECT_EQ(config.lint.baseline->path, "repo/ci/baseline.json");
  ASSERT_EQ(config.lint.levels.size(), 2U);
  EXPECT_EQ(config.lint.levels[0].rule.text, "W4602");
  EXPECT_EQ(config.lint.levels[0].level, diag::Severity::kError);
  EXPECT_EQ(config.lint.levels[1].rule.text, "unused-let");
  EXPECT_EQ(config.lint.levels[1].level, std::nullopt);
  ASSERT_EQ(config.lint.per_file_ignores.size(), 1U);
  EXPECT_EQ(config.lint.per_file_ignores[0].glob.text, "legacy/**");
  EXPECT_EQ(config.lint.options.values.width_ratio, 64);
  EXPECT_EQ(config.lint.options.values.duration_ratio, 150);
  EXPECT_EQ(config.lint.options.values.depth_ratio, Thresholds{}.depth_ratio);
  EXPECT_EQ(config.lint.options.set.size(), 2U);
  EXPECT_THAT(texts(config.paths.exclude), ElementsAre("old"));
  EXPECT_EQ(config.paths.std->path, "repo/own");
  EXPECT_EQ(config.compile.target->text, "big");
  EXPECT_EQ(config.sources->place(config.compile.target->span), "repo/cdp.toml:19:10");
}

TEST(ReadConfig, AnEmptyListIsNotAMissingOne) {
  EXPECT_FALSE(config_of("").lint.select);
  ASSERT_TRUE(config_of("[lint]\nselect = []\n").lint.select);
  EXPECT_THAT(*config_of("[lint]\nselect = []\n").lint.select, IsEmpty());
}

TEST(ReadConfig, AbsolutePathsStayAsTheyAre) {
  EXPECT_EQ(config_of("[paths]\nstd = \"/opt/std\"\n").paths.std->path, "/opt/std");
}

TEST(ReadConfig, ReadsInlineTablesAndDottedKeys) {
  const Config config = config_of("lint.levels = {unused-let = \"info\"}\ncompile.target = 'big'\n");
  EXPECT_EQ(config.lint.levels.at(0).level, diag::Severity::kInfo);
  EXPECT_EQ(config.compile.target->text, "big");
}

struct Fault {
  const char* text;
  const char* message;
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.message;
}

class Faults : public ::testing::TestWithParam<Fault> {};

TEST_P(Faults, AreToldWithTheirPlaceAndTheWayOut) {
  EXPECT_THAT(faults_of(GetParam().text), ElementsAre(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    ReadConfig, Faults,
    ::testing::Values(
        Fault{"[lnit]\nselect = []\n", "1:2: there is no setting `lnit`; did you mean `lint`?"},
        Fault{"[lint]\nselct = []\n", "2:1: there is no setting `lint.selct`; did you mean `lint.select`?"},
        Fault{"fail-on = \"error\"\n", "1:1: there is no setting `fail-on`; did you mean `lint.fail-on`?"},
        Fault{"[compile]\nzzz = 1\n", "2:1: there is no setting `compile.zzz`; there is compile.target"},
        Fault{"[lint.options]\nwidth-ration = 3\n",
              "2:1: there is no setting `lint.options.width-ration`; did you mean `lint.options.width-ratio`?"},
        Fault{"lint = 3\n", "1:8: `lint` takes a table, found a number"},
        Fault{"[lint]\nselect = \"W46\"\n", "2:10: `lint.select` takes a list of strings, found a string"},
        Fault{"[lint]\nignore = [\"W46\", 1]\n", "2:18: `lint.ignore` takes a list of strings, found a number"},
        Fault{"[lint]\nignore = [\"\"]\n", "2:11: `lint.ignore` takes a list of strings, found an empty string"},
        Fault{"[compile]\ntarget = \"\"\n", "2:10: `compile.target` takes a string, found an empty string"},
        Fault{"[compile]\ntarget = 1979-05-27\n", "2:10: `compile.target` takes a string, found a date or time"},
        Fault{"[lint]\nfail-on = \"eror\"\n",
              "2:11: `lint.fail-on` must be error, warning or info, found `eror`; did you mean `error`?"},
        Fault{"[lint]\nfail-on = true\n", "2:11: `lint.fail-on` takes error, warning or info, found true or false"},
        Fault{"[lint]\nfail-on = \"off\"\n", "2:11: `lint.fail-on` must be error, warning or info, found `off`"},
        Fault{"[lint.levels]\nx = \"of\"\n",
              "2:5: `lint.levels.x` must be error, warning, info or off, found `of`; did you mean `off`?"},
        Fault{"[lint]\nlevels = []\n", "2:10: `lint.levels` takes a table of levels by rule, found an empty list"},
        Fault{"[lint]\nper-file-ignores = 1\n",
              "2:20: `lint.per-file-ignores` takes a table of lists by glob, found a number"},
        Fault{"[lint]\noptions = 1\n", "2:11: `lint.options` takes a table of numbers, found a number"},
        Fault{"[lint.options]\nwidth-ratio = \"32\"\n",
              "2:15: `lint.options.width-ratio` takes a number, found a string"},
        Fault{"[lint.options]\nwidth-ratio = -1\n", "2:15: `lint.options.width-ratio` must be 0 or more, found `-1`"},
        Fault{"[lint.options]\nwidth-ratio = nan\n", "2:15: `lint.options.width-ratio` must be 0 or more, found `nan`"},
        Fault{"[paths]\nexclude = [\"/x\"]\n",
              "2:12: `/x` is not a glob: it is relative to the folder of cdp.toml; leave the first `/` out"},
        Fault{"[lint.per-file-ignores]\n\"[\" = []\n",
              "2:1: `[` is not a glob: a `[` is not closed in the same name"}));

TEST(ReadConfig, TellsAllFaultsOfAFile) {
  EXPECT_THAT(faults_of("[lint]\nselct = []\nfail-on = 1\n[pahts]\n").size(), 3U);
}

TEST(SettingNames, AreDotted) {
  EXPECT_THAT(setting_names(),
              ElementsAre("lint.select", "lint.ignore", "lint.fail-on", "lint.target", "lint.baseline", "lint.levels",
                          "lint.per-file-ignores", "lint.options", "paths.exclude", "paths.std", "compile.target"));
}

class Upwards : public ::testing::Test {
 protected:
  Upwards() { fs::create_directories(folder_.path() / "a/b/c"); }

  /// Where the file that is found stands, from the folder of the test.
  std::string found(const std::string& path) const {
    const std::string config = find_upwards(folder_.file(path));
    return config.empty() ? "" : fs::absolute(config).lexically_normal().lexically_relative(folder_.path()).string();
  }

  test::TempFolder folder_;
};

TEST_F(Upwards, TheNearestIsTaken) {
  EXPECT_EQ(found("a/b/c/x.cdp"), "");
  folder_.write("cdp.toml", "");
  folder_.write("a/b/cdp.toml", "");
  EXPECT_EQ(found("a/b/c/x.cdp"), "a/b/cdp.toml");
  EXPECT_EQ(found("a/b/c"), "a/b/cdp.toml");
  EXPECT_EQ(found("a/b"), "a/b/cdp.toml");
  EXPECT_EQ(found("a/x.cdp"), "cdp.toml");
  EXPECT_EQ(found("a/b/../x.cdp"), "cdp.toml");
}

TEST_F(Upwards, CirclesOfLinksEnd) {
  fs::create_directory_symlink("..", folder_.path() / "a/b/up");
  fs::create_symlink("loop", folder_.path() / "a/loop");
  EXPECT_EQ(found("a/b/up/up/b/up/x.cdp"), "");
  EXPECT_EQ(found("a/loop/x.cdp"), "");
  folder_.write("cdp.toml", "");
  EXPECT_EQ(found("a/loop/x.cdp"), "cdp.toml");
}

TEST_F(Upwards, WhatCannotBeLookedIntoHasNone) {
  folder_.write("a/b/cdp.toml", "");
  fs::permissions(folder_.path() / "a", fs::perms::none);
  {
    const test::AsNobody nobody;
    EXPECT_EQ(found("a/b/c/x.cdp"), "");
  }
  fs::permissions(folder_.path() / "a", fs::perms::owner_all);
}

TEST_F(Upwards, ALinkThatLeadsNowhereIsAnErrorWhenRead) {
  fs::create_symlink("cdp.toml", folder_.path() / "a/cdp.toml");
  ASSERT_EQ(found("a/b/x.cdp"), "a/cdp.toml");
  diag::DiagnosticSink sink;
  const auto config = read_config(folder_.file("a/cdp.toml"), sink);
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, HasSubstr("circle"));
}

TEST_F(Upwards, ALinkToNothingSaysWhere) {
  fs::create_symlink("elsewhere.toml", folder_.path() / "cdp.toml");
  diag::DiagnosticSink sink;
  const auto config = read_config(folder_.file("cdp.toml"), sink);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().message, "is a link to elsewhere.toml, which is not there");
}

TEST_F(Upwards, WhatNobodyWritesIsNotRead) {
  const auto refused = [this](const std::string& text) {
    diag::DiagnosticSink sink;
    const auto config = read_config(folder_.write("cdp.toml", text), sink);
    return config ? "" : config.error().text();
  };
  EXPECT_THAT(refused(std::string((1U << 20U) + 1, '\n')), HasSubstr("has 1048577 bytes; a file of settings may have"));
  std::string deep = "x";
  for (int i = 0; i < 100'000; ++i) deep += ".x";
  EXPECT_THAT(refused("[lint]\n" + deep + " = 1\n"),
              HasSubstr("cdp.toml:2: has 200005 bytes in one line; break it, lines may have 4096"));
  EXPECT_EQ(refused("# " + std::string(4094, 'x') + "\n"), "");
}

TEST_F(Upwards, APipeIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo(folder_.file("cdp.toml").c_str(), 0600), 0);
  diag::DiagnosticSink sink;
  const auto config = read_config(folder_.file("cdp.toml"), sink);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().message, "is a pipe or a device, not a file");
}

TEST_F(Upwards, AFolderOfThatNameIsAnErrorWhenRead) {
  fs::create_directory(folder_.path() / "a/cdp.toml");
  ASSERT_EQ(found("a/x.cdp"), "a/cdp.toml");
  diag::DiagnosticSink sink;
  EXPECT_FALSE(read_config(folder_.file("a/cdp.toml"), sink));
}

}  // namespace
}  // namespace cdp::config
