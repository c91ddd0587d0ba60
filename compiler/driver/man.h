// `cdp man`: the manual page, made from the tables of commands and options.
#pragma once

#include <span>
#include <string>

#include "compiler/driver/option_table.h"

namespace cdp::driver {

/// The source of cdp(1), for man or groff.
[[nodiscard]] std::string manual(std::span<const CommandRows> commands);

}  // namespace cdp::driver
