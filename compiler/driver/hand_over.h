// `cdp train` and `cdp sample` are done by another program, cdp-run: this makes it ready. A spec is compiled into a
// plan that cdp-run reads from memory; all other arguments go to it as they are, and it says what is wrong with them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/driver/environment.h"

namespace cdp::driver {

struct RunOptions {
  std::string command;                 // train or sample
  std::vector<std::string> arguments;  // all that stands behind it
};

/// A program to be replaced by.
struct HandOver {
  std::string program;
  std::vector<std::string> arguments;  // without the program's own name
  Variables environment;               // to be set on top of this process's
  std::string out, err;                // to be said first
};

/// What to run, or why nothing can be run.
[[nodiscard]] std::variant<Answer, HandOver> prepare(const RunOptions& options, const Colors& colors);

/// Where cdp-run is: in the folder of `cdp` itself, else where CDP_RUN says, else in PATH.
[[nodiscard]] Result<std::string> find_runtime(const std::string& own_folder, const UserEnvironment& user);

}  // namespace cdp::driver
