// What `cdp --help` and `cdp COMMAND --help` print, made of the table of commands and the options of a command.
#pragma once

#include <string>

#include "compiler/driver/command_table.h"

namespace cdp::driver {

/// All commands in their groups, with examples and exit codes.
[[nodiscard]] std::string overview();

/// What one command does, how it is called, what its arguments mean.
[[nodiscard]] std::string page(const Command& command, const Options& options);

}  // namespace cdp::driver
