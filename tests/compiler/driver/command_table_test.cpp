// The table of commands: found by their words, and its rows are what the help expects.
#include "compiler/driver/command_table.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace cdp::driver {
namespace {

const Command* find(const std::vector<const char*>& words) {
  return find_command(words);
}

TEST(CommandTable, FindsByTheFirstWords) {
  ASSERT_NE(find({"check", "a.cdp"}), nullptr);
  EXPECT_EQ(find({"check", "a.cdp"})->words, "check");
  EXPECT_EQ(find({"chekc"}), nullptr);
  EXPECT_EQ(find({}), nullptr);
}

TEST(CommandTable, EveryNameIsFoundAndIsItsOwn) {
  for (const Command& command : commands()) {
    const std::string words(command.words);
    const std::size_t space = words.find(' ');
    const std::string first = words.substr(0, space);
    const std::string second = space == std::string::npos ? "--help" : words.substr(space + 1);
    EXPECT_EQ(find({first.c_str(), second.c_str()}), &command) << words;
  }
}

TEST(CommandTable, GroupsStandTogether) {
  std::set<std::string_view> seen;
  std::string_view group;
  for (const Command& command : commands()) {
    if (command.group != group) {
      EXPECT_TRUE(seen.insert(command.group).second) << command.group << " is in two pieces";
    }
    group = command.group;
  }
}

TEST(CommandTable, SummariesAreShortPhrases) {
  for (const Command& command : commands()) {
    EXPECT_LE(command.summary.size(), 74U) << command.words;
    EXPECT_FALSE(command.summary.ends_with('.')) << command.words;
    EXPECT_TRUE(command.summary[0] >= 'a' && command.summary[0] <= 'z') << command.words;
  }
}

TEST(CommandTable, ASummaryBecomesASentence) {
  EXPECT_EQ(sentence("find what is wrong"), "Find what is wrong.");
}

}  // namespace
}  // namespace cdp::driver
