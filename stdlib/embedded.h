// The standard library's files, built into the program: `use std.gpt` reads "std/gpt.cdp" here.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace cdp::stdlib {

/// Path as shown to users ("std/gpt.cdp") to text.
[[nodiscard]] const std::map<std::string, std::string, std::less<>>& files();

}  // namespace cdp::stdlib
