// `cdp config show` and `cdp config schema`.
#include <gmock/gmock.h>

#include "compiler/config/schema.h"
#include "compiler/driver/command_line.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

Answer answered(std::vector<std::string> words) {
  std::vector<const char*> arguments = {"cdp"};
  for (const std::string& word : words) arguments.push_back(word.c_str());
  const CommandLine line = read_command_line(static_cast<int>(arguments.size()), arguments.data());
  return line.run(line.colors);
}

TEST(ConfigCommands, ShowTheSettingsInForce) {
  const test::TempFolder folder;
  folder.write("cdp.toml", "[lint.options]\nwidth-ratio = 64\n");
  const Answer answer = answered({"config", "show", folder.file("x.cdp")});
  EXPECT_EQ(answer.exit_code, kClean) << answer.err;
  EXPECT_THAT(answer.out, ContainsRegex("^# The settings for .*x.cdp, as .*cdp.toml has them.\n"));
  EXPECT_THAT(answer.out, ContainsRegex("width-ratio = 64 +# .*cdp.toml:2:15\n"));
  EXPECT_THAT(answered({"config", "show", folder.file("x.cdp"), "--isolated"}).out, HasSubstr("there is no cdp.toml"));
}

TEST(ConfigCommands, PrintTheSchema) {
  EXPECT_EQ(answered({"config", "schema"}).out, config::schema());
}

TEST(ConfigCommands, AreTwoWords) {
  EXPECT_EQ(
      answered({"config"}).err,
      "error: `cdp config` is half a command; it goes on with show or schema; `cdp --help` shows how it is used\n");
  EXPECT_EQ(answered({"config", "shwo"}).err,
            "error: there is no command `config shwo`; did you mean `show`?; `cdp --help` shows how it is used\n");
}

TEST(ConfigCommands, OneFileOrNone) {
  const Answer answer = answered({"config", "show", "--config", "a.toml", "--isolated"});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("--config does not go with --isolated"));
}

}  // namespace
}  // namespace cdp::driver
