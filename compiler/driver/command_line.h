// A command line read: which command it asks for, its options, or what is wrong with it. The commands themselves are
// rows of commands.def.
#pragma once

#include "compiler/driver/command_table.h"

namespace cdp::driver {

/// What is asked for, ready to run. Help, the version and faults of the command line are answered in the same way.
struct CommandLine {
  Runner run;
  Colors colors;
};

[[nodiscard]] CommandLine read_command_line(int argc, const char* const* argv);

}  // namespace cdp::driver
