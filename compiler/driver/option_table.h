// Every command with its options: what completions and the man page are made of. All options of all commands are built
// here, which no other command needs.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"

namespace cdp::driver {

struct CommandRows {
  const Command* command = nullptr;
  std::vector<Option> options;  // in the order of the help; they take nothing, for there is nothing to set
};

/// The options of a command that cdp-run does: its own, and those that are taken out before it runs. For its page of
/// help and the rows below; cdp-run reads them itself.
void add_handed_over(Options& options, std::string_view words, ScaleAndConfig& choice);

/// In the order of the help, those that cdp-run does too.
[[nodiscard]] std::vector<CommandRows> all_options();

}  // namespace cdp::driver
