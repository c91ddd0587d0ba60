// Fixes put into a text. Which of them, and whether the result is still a spec, is the caller's matter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"

namespace cdp::lint {

struct Fixed {
  std::string text;
  std::size_t count = 0;
};

/// Applies those that do not overlap, from the beginning of the text on; others wait for the next round. Where a
/// removal leaves nothing of a line but a comment on what was removed, the line goes; blanks at a line's end go with
/// what stood behind them.
[[nodiscard]] Fixed apply(std::string_view text, std::vector<diag::Fix> fixes);

}  // namespace cdp::lint
