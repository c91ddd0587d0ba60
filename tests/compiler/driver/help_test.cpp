// The pages of help, as far as the goldens of tests/golden/cli do not show them.
#include "compiler/driver/help.h"

#include <gmock/gmock.h>

#include <sstream>

#include "compiler/driver/command_line.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

TEST(Help, NamesEveryCommandInOneLine) {
  const std::string text = overview();
  for (const Command& command : commands()) {
    const std::string start = "\n  " + std::string(command.words) + " ";
    EXPECT_THAT(text, HasSubstr(start));
    EXPECT_THAT(text, HasSubstr(std::string(command.summary) + "\n"));
  }
}

TEST(Help, FitsTheTerminal) {
  std::istringstream in(overview());
  for (std::string line; std::getline(in, line);) EXPECT_LE(line.size(), 110U) << line;
}

TEST(Help, EveryCommandHasAPage) {
  for (const Command& command : commands()) {
    std::vector<std::string> words = words_of(command.words);
    std::vector<const char*> arguments = {"cdp"};
    for (const std::string& word : words) arguments.push_back(word.c_str());
    arguments.push_back("--help");
    const CommandLine line = read_command_line(static_cast<int>(arguments.size()), arguments.data());
    const Answer answer = line.run(line.colors);
    EXPECT_EQ(answer.exit_code, kClean) << answer.err;
    EXPECT_THAT(answer.out, StartsWith(sentence(command.summary) + "\n\nusage: cdp " + std::string(command.words)));
    for (const std::string& argument : words_of(command.synopsis)) {
      if (argument.starts_with("--")) break;  // an option that is always needed
      const std::string name = argument.substr(0, argument.find("..."));
      const std::string bare = name.starts_with('[') ? name.substr(1, name.rfind(']') - 1) : name;
      EXPECT_THAT(answer.out, HasSubstr("\n  " + bare)) << "the arguments of `cdp " << command.words << "`";
    }
  }
}

}  // namespace
}  // namespace cdp::driver
