// What is wrong with the settings of a command, as the terminal shows it. Which settings hold is
// compiler/pipeline/settings.h's matter.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/pipeline/settings.h"

namespace cdp::driver {

/// Exit code 2, with the error or the diagnostics of cdp.toml.
[[nodiscard]] Answer answer_of(const pipeline::SettingsFault& fault, const Colors& colors);

/// A warning for each file that was left out, the first of them by name.
[[nodiscard]] std::string left_out_warnings(const std::vector<Error>& left_out, const Colors& colors);

}  // namespace cdp::driver
