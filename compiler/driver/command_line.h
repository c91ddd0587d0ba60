// The command line of `cdp`: its commands, their options, their help. What a command does is commands.h's matter.
#pragma once

#include <variant>

#include "compiler/driver/commands.h"
#include "compiler/driver/hand_over.h"
#include "compiler/driver/terminal.h"

namespace cdp::driver {

/// One of these is asked for; an Answer where the command line itself is answered (help, version, a fault in it).
using Request = std::variant<Answer, CheckOptions, CompileOptions, WhyOptions, ExplainOptions, FmtOptions, RunOptions>;

struct CommandLine {
  Request request;
  Colors colors;
};

[[nodiscard]] CommandLine read_command_line(int argc, const char* const* argv);

}  // namespace cdp::driver
