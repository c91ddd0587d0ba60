// Which rule sets of the library are made for a word of the training. For messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cdp::sema {

/// "`muon` (`use std.muon`)" for `optimizer` and `muon`: those that require the word, and do not merely leave it open.
[[nodiscard]] std::vector<std::string> library_rules_for(std::string_view key, std::string_view word);

}  // namespace cdp::sema
