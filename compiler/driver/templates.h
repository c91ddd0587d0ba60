// The specs that `cdp init` writes, built into the program from templates/.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace cdp::driver::templates {

/// `gpt.cdp` to its text.
[[nodiscard]] const std::map<std::string, std::string, std::less<>>& files();

}  // namespace cdp::driver::templates
