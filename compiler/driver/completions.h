// `cdp completions`: what shells offer after `cdp `, made from the tables of commands and options.
#pragma once

#include <span>
#include <string>

#include "compiler/driver/option_table.h"

namespace cdp::driver {

[[nodiscard]] std::string bash_completions(std::span<const CommandRows> commands);
[[nodiscard]] std::string zsh_completions(std::span<const CommandRows> commands);
[[nodiscard]] std::string fish_completions(std::span<const CommandRows> commands);

}  // namespace cdp::driver
