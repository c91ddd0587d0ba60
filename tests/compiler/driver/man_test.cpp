// The manual page: complete, and groff has nothing to say about it.
#include "compiler/driver/man.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <regex>

#include "run/exits.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

/// The page as read in a terminal, without bold and spaces.
std::string typeset(const std::string& page) {
  const test::TempFolder folder;
  const auto result =
      test::run({"groff", "-ww", "-man", "-Tascii", "-P-c", "-P-b", "-P-u", folder.write("cdp.1", page)});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  return result.out;
}

TEST(Manual, HasEveryCommandAndOption) {
  const auto commands = all_options();
  const std::string page = typeset(manual(commands));
  for (const CommandRows& rows : commands) {
    EXPECT_THAT(page, HasSubstr("cdp " + std::string(rows.command->words)));
    for (const Option& option : rows.options)
      for (const std::string& name : option.names) EXPECT_THAT(page, HasSubstr(name)) << rows.command->words;
  }
}

TEST(Manual, SaysWhatEverybodyLooksFor) {
  const std::string page = typeset(manual(all_options()));
  for (const char* part : {"NAME", "SYNOPSIS", "EXIT STATUS", "NO_COLOR", "cdp.toml", "EXAMPLES", "cdp " CDP_VERSION})
    EXPECT_THAT(page, HasSubstr(part));
}

TEST(Manual, HasTheExitCodesOfTraining) {
  const std::string page = manual(all_options());
  for (const run::Exit& exit : run::kExits) {
    EXPECT_THAT(page, HasSubstr(".TP\n" + std::to_string(exit.code) + "\n"));
    const std::string text = std::regex_replace(typeset(page), std::regex("\\s+"), " ");  // lines are filled
    EXPECT_THAT(text, HasSubstr(std::to_string(exit.code) + " " + std::string(exit.meaning.substr(0, 30))));
  }
}

TEST(Manual, TextIsNoRequest) {
  const Command command{"odd", "Group", "", ".dot", nullptr};
  const CommandRows rows{&command, {{{"--x"}, "", {}, ".so \\it's `a` ^b~", false}}};
  const std::string page = typeset(manual({&rows, 1}));
  EXPECT_THAT(page, HasSubstr(".dot."));
  EXPECT_THAT(page, HasSubstr(".so \\it's `a` ^b~"));
}

}  // namespace
}  // namespace cdp::driver
