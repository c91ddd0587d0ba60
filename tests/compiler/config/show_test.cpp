// Settings as TOML: what is shown reads back, and the starter sets nothing.
#include "compiler/config/show.h"

#include <gmock/gmock.h>

#include <sstream>

#include "compiler/config/thresholds.h"
#include "tests/compiler/config/config_support.h"

namespace cdp::config {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ShowConfig, SaysWhereEachSettingComesFrom) {
  const std::string text = show(
      config_of("[lint]\nselect = [\"W46\"]\n[lint.levels]\n\"a\\\"b\" = \"off\"\n[lint.options]\nwidth-ratio = 64\n"
                "[compile]\ntarget = \"big\"\n"));
  EXPECT_THAT(text, HasSubstr("[lint]\nselect = [\"W46\"]"));
  EXPECT_THAT(text, ::testing::ContainsRegex("select = ..W46..  +# repo/cdp.toml:2:11\n"));
  EXPECT_THAT(text, ::testing::ContainsRegex("# baseline +# not set\n"));
  EXPECT_THAT(text, ::testing::ContainsRegex("width-ratio = 64 +# repo/cdp.toml:6:15\n"));
  EXPECT_THAT(text, ::testing::ContainsRegex("depth-ratio = 64 +# default\n"));
  EXPECT_THAT(text, ::testing::ContainsRegex("target = \"big\" +# repo/cdp.toml:8:10\n"));
}

TEST(ShowConfig, ReadsBackAsTheSameSettings) {
  const std::string text =
      "[lint]\nselect = [\"W46\", \"x\"]\nignore = [\"y\"]\nfail-on = \"warning\"\ntarget = \"all\"\n"
      "baseline = \"b.json\"\n[lint.levels]\n\"a\\\"\\\\\\u0001b\" = \"off\"\nc = \"error\"\n"
      "[lint.per-file-ignores]\n\"x/**\" = [\"W46\"]\n[lint.options]\nwidth-ratio = 0.1\n"
      "[paths]\nexclude = [\"old\"]\nstd = \"own\"\n[compile]\ntarget = \"big\"\n";
  const auto values = [](const std::string& shown) {
    std::istringstream in(shown);
    std::string kept;
    for (std::string line; std::getline(in, line);) kept += line.substr(0, line.find("  #")) + "\n";
    return kept;
  };
  const std::string once = show(config_of(text));
  EXPECT_EQ(values(show(config_of(once))), values(once));
  EXPECT_THAT(once, HasSubstr("\"a\\\"\\\\\\u0001b\" = \"off\""));
}

TEST(ShowConfig, WorksWithoutAFile) {
  EXPECT_THAT(show({}), HasSubstr("width-ratio = 32"));
}

std::string uncommented(const std::string& text) {
  std::istringstream in(text);
  std::string result;
  for (std::string line; std::getline(in, line);)
    result += (line.starts_with("# ") && line.find(" = ") != std::string::npos ? line.substr(2) : line) + "\n";
  return result;
}

TEST(Starter, SetsNothing) {
  EXPECT_EQ(show(config_of(starter())), show(config_of("")));
}

TEST(Starter, HasEverySettingWithAnExampleThatReads) {
  const std::string text = uncommented(starter());
  EXPECT_THAT(faults_of(text), IsEmpty()) << text;
  const Config config = config_of(text);
  EXPECT_TRUE(config.lint.select && config.lint.fail_on && config.lint.target && config.lint.baseline);
  EXPECT_FALSE(config.lint.levels.empty() || config.lint.per_file_ignores.empty());
  EXPECT_EQ(config.lint.options.set.size(), threshold_rows().size());
  EXPECT_TRUE(config.paths.std && config.compile.target);
}

}  // namespace
}  // namespace cdp::config
