// Completions: complete, accepted by the shells, and bash offers what it should. scripts/setup --tests installs the
// shells.
#include "compiler/driver/completions.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::driver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

/// The name without its dashes, as fish has it.
std::string bare(const std::string& name) {
  return name.substr(name.find_first_not_of('-'));
}

class Completions : public ::testing::Test {
 protected:
  void expect_accepted(const std::string& shell, const std::string& script) {
    const std::string path = folder_.write("script", script);
    const auto result = test::run({shell, "-n", path});
    EXPECT_EQ(result.exit_code, 0) << result.text();
    EXPECT_EQ(result.err, "");
  }

  /// What bash offers for the last of the words.
  std::vector<std::string> offered(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) line += " '" + word + "'";
    folder_.write("cdp.bash", bash_completions(commands_));
    folder_.write("here.cdp", "");
    test::ProcessOptions options;
    options.folder = folder_.path().string();
    const auto result =
        test::run({"bash", "-c",
                   "source ./cdp.bash; COMP_WORDS=(" + line + "); COMP_CWORD=" + std::to_string(words.size() - 1) +
                       "; _cdp; printf '%s\\n' \"${COMPREPLY[@]}\""},
                  options);
    EXPECT_EQ(result.exit_code, 0) << result.text();
    std::istringstream in(result.out);
    std::vector<std::string> lines;
    for (std::string one; std::getline(in, one);) lines.push_back(one);
    return lines;
  }

  test::TempFolder folder_;
  std::vector<CommandRows> commands_ = all_options();
};

TEST_F(Completions, AreAcceptedByTheShells) {
  expect_accepted("bash", bash_completions(commands_));
  expect_accepted("zsh", zsh_completions(commands_));
  expect_accepted("fish", fish_completions(commands_));
}

TEST_F(Completions, HaveEveryCommandAndOption) {
  const std::string bash = bash_completions(commands_);
  const std::string zsh = zsh_completions(commands_);
  const std::string fish = fish_completions(commands_);
  for (const CommandRows& rows : commands_) {
    const std::string word(rows.command->words.substr(0, rows.command->words.find(' ')));
    EXPECT_THAT(bash, HasSubstr("'" + std::string(rows.command->words) + "')"));
    EXPECT_THAT(zsh, HasSubstr("  " + word + ")\n"));
    EXPECT_THAT(fish, HasSubstr(" -a " + word + " "));
    for (const Option& option : rows.options)
      for (const std::string& name : option.names) {
        EXPECT_THAT(bash, HasSubstr(name));
        EXPECT_THAT(zsh, HasSubstr(name));
        EXPECT_THAT(fish, HasSubstr((name.starts_with("--") ? " -l " : " -s ") + bare(name)));
      }
  }
}

TEST_F(Completions, OfBashOfferWhatFits) {
  EXPECT_THAT(offered({"cdp", "compl"}), ElementsAre("completions"));
  EXPECT_THAT(offered({"cdp", "co"}), IsSupersetOf({"compile", "config", "completions"}));
  EXPECT_THAT(offered({"cdp", "config", ""}), ElementsAre("show", "schema"));
  EXPECT_THAT(offered({"cdp", "config", "show", "--iso"}), ElementsAre("--isolated"));
  EXPECT_THAT(offered({"cdp", "check", "--fail-on", ""}), ElementsAre("error", "warning"));
  EXPECT_THAT(offered({"cdp", "check", "--color", "n"}), ElementsAre("never"));
  EXPECT_THAT(offered({"cdp", "check", "--color", "="}), ElementsAre("auto", "always", "never"));
  EXPECT_THAT(offered({"cdp", "check", "--color", "=", "n"}), ElementsAre("never"));
  EXPECT_THAT(offered({"cdp", "export", "here.cdp", "--to", "m"}), ElementsAre("megatron", "markdown"));
  EXPECT_THAT(offered({"cdp", "help", "li"}), ElementsAre("lint"));
  EXPECT_THAT(offered({"cdp", "completions", ""}), ElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(offered({"cdp", "check", "he"}), ElementsAre("here.cdp"));
  EXPECT_THAT(offered({"cdp", "train", "here.cdp", "--micro"}), ElementsAre("--micro-batch"));
}

TEST_F(Completions, OfFishOfferWhatFits) {
  const std::string script = folder_.write("cdp.fish", fish_completions(commands_));
  const auto offer = [&](const std::string& line) {
    test::ProcessOptions options;
    options.folder = folder_.path().string();
    options.environment["HOME"] = folder_.path().string();
    return test::run({"fish", "--no-config", "-c", "source " + script + "; complete -C '" + line + "'"}, options).out;
  };
  EXPECT_THAT(offer("cdp config "), HasSubstr("schema\tprint a JSON schema"));
  EXPECT_THAT(offer("cdp check --fail-on "), HasSubstr("warning"));
  EXPECT_THAT(offer("cdp help li"), HasSubstr("lint"));
  EXPECT_THAT(offer("cdp compile --no-"), HasSubstr("--no-because\tleave the reasons"));
}

TEST_F(Completions, EscapeWhatShellsRead) {
  const Command command{"odd", "Group", "", "it's [a] b: c\\d", nullptr};
  const CommandRows rows{&command, {{{"--x"}, "A|B", {}, "it's [a] b: c\\d", false}}};
  expect_accepted("zsh", zsh_completions({&rows, 1}));
  expect_accepted("fish", fish_completions({&rows, 1}));
  EXPECT_THAT(fish_completions({&rows, 1}), HasSubstr("'it\\'s [a] b: c\\\\d'"));
  EXPECT_THAT(zsh_completions({&rows, 1}), HasSubstr("it'\\''s \\[a\\] b\\: c\\\\d"));
}

}  // namespace
}  // namespace cdp::driver
