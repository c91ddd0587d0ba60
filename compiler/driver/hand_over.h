// `cdp train` and `cdp sample` are done by another program, cdp-run: this makes it ready. A spec is compiled into a
// plan that cdp-run reads from memory; all other arguments go to it as they are, and it says what is wrong with them.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/commands.h"

namespace cdp::driver {

struct RunOptions {
  std::string command;                 // train or sample
  std::vector<std::string> arguments;  // all that stands behind it
};

/// An answer that goes on as cdp-run, or says why it cannot.
[[nodiscard]] Answer hand_over(const RunOptions& options, const Colors& colors);

/// The folder of this program.
[[nodiscard]] std::string own_folder();

/// Where cdp-run is: in the folder of `cdp` itself, else where CDP_RUN says, else in PATH.
[[nodiscard]] Result<std::string> find_runtime(const std::string& own_folder, const UserEnvironment& user);

}  // namespace cdp::driver
