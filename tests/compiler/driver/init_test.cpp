// `cdp init`: its specs are sound, clean and in form, and it writes over nothing.
#include <gmock/gmock.h>

#include <filesystem>

#include "compiler/config/show.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/templates.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

Answer cdp(std::vector<std::string> words) {
  std::vector<const char*> arguments = {"cdp"};
  for (const std::string& word : words) arguments.push_back(word.c_str());
  const CommandLine line = read_command_line(static_cast<int>(arguments.size()), arguments.data());
  return line.run(line.colors);
}

class Template : public ::testing::TestWithParam<std::string> {};

TEST_P(Template, IsSoundCleanAndInForm) {
  const test::TempFolder folder;
  const std::string path = folder.file(GetParam() + ".cdp");
  ASSERT_EQ(cdp({"init", path, "--model", GetParam()}).exit_code, kClean);
  const Answer checked = cdp({"check", path});
  EXPECT_EQ(checked.exit_code, kClean);
  EXPECT_EQ(checked.err, "");
  const Answer linted = cdp({"lint", path, "--isolated", "--fail-on", "info"});
  EXPECT_EQ(linted.exit_code, kClean) << linted.out << linted.err;
  EXPECT_EQ(cdp({"fmt", "--check", path}).exit_code, kClean);
  const std::string text = *Files{}.read(path);
  EXPECT_THAT(text, HasSubstr("cdp check " + GetParam() + ".cdp"));
  EXPECT_THAT(text, HasSubstr("target big"));
}

std::vector<std::string> models() {
  std::vector<std::string> result;
  for (const auto& [name, text] : templates::files()) result.push_back(name.substr(0, name.find('.')));
  return result;
}

INSTANTIATE_TEST_SUITE_P(Init, Template, ::testing::ValuesIn(models()),
                         [](const auto& tested) { return tested.param; });

class Init : public ::testing::Test {
 protected:
  test::TempFolder folder_;
};

TEST_F(Init, WritesOverNothingUnlessForced) {
  const std::string path = folder_.write("mine.cdp", "let mine = 1\n");
  const Answer refused = cdp({"init", path});
  EXPECT_EQ(refused.exit_code, kCouldNotRun);
  EXPECT_THAT(refused.err, HasSubstr("mine.cdp: is there already; --force writes over it"));
  EXPECT_EQ(folder_.read("mine.cdp"), "let mine = 1\n");
  EXPECT_EQ(cdp({"init", path, "--force"}).exit_code, kClean);
  EXPECT_THAT(folder_.read("mine.cdp"), HasSubstr("use std.gpt"));
}

TEST_F(Init, ALinkThatLeadsNowhereIsThereToo) {
  std::filesystem::create_symlink("elsewhere", folder_.path() / "link.cdp");
  EXPECT_EQ(cdp({"init", folder_.file("link.cdp")}).exit_code, kCouldNotRun);
}

TEST_F(Init, AFolderIsNoFile) {
  const Answer refused = cdp({"init", folder_.path().string()});
  EXPECT_EQ(refused.exit_code, kCouldNotRun);
  EXPECT_THAT(refused.err, HasSubstr("is a folder; name a file in it, such as gpt.cdp"));
}

TEST_F(Init, ASpecIsNotWrittenWhereSettingsAre) {
  const Answer refused = cdp({"init", folder_.file("cdp.toml")});
  EXPECT_EQ(refused.exit_code, kCouldNotRun);
  EXPECT_THAT(refused.err, HasSubstr("is where settings are; `cdp init --config` writes one"));
}

TEST_F(Init, SaysWhatShowsTheSettings) {
  EXPECT_THAT(cdp({"init", "--config", folder_.file("cdp.toml")}).out,
              HasSubstr("next: cdp config show " + folder_.path().string() + "\n"));
  EXPECT_THAT(cdp({"init", "--config", folder_.file("mine.toml")}).out,
              HasSubstr("next: cdp config show --config " + folder_.file("mine.toml") + "\n"));
}

TEST_F(Init, PrintsWhereAsked) {
  EXPECT_EQ(cdp({"init", "-", "--model", "llama"}).out, templates::files().at("llama.cdp"));
  EXPECT_EQ(cdp({"init", "-", "--config"}).out, config::starter());
}

TEST_F(Init, WritesACdpToml) {
  const std::string path = folder_.file("cdp.toml");
  EXPECT_EQ(cdp({"init", path, "--config"}).exit_code, kClean);
  EXPECT_EQ(folder_.read("cdp.toml"), config::starter());
  const Answer shown = cdp({"config", "show", folder_.path().string()});
  EXPECT_EQ(shown.exit_code, kClean) << shown.err;
}

TEST_F(Init, SaysWhatModelsThereAre) {
  EXPECT_THAT(cdp({"init", "-", "--model", "lama"}).err, HasSubstr("did you mean `llama`?"));
  EXPECT_EQ(cdp({"init", "-", "--config", "--model", "gpt"}).exit_code, kCouldNotRun);
}

}  // namespace
}  // namespace cdp::driver
