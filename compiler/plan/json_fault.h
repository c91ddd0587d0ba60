// Where and why a text is not JSON, in words for people. Knows nothing of plans.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cdp::plan {

/// What the JSON library says about a text that it cannot read.
struct JsonFault {
  std::size_t position = 0;  // how many bytes it has read, the one that it stumbled over included
  bool number_too_large = false;
  std::string_view complaint = {};  // the library's own words, never shown
};

/// Whether the text stops before the JSON does.
[[nodiscard]] bool is_truncated(std::string_view text, const JsonFault& fault);

/// `line 3 column 17`, from 1, counted in code points.
[[nodiscard]] std::string line_and_column(std::string_view text, std::size_t offset);

/// "unexpected `}` at line 3 column 17", "`NaN` is not a number JSON can hold". Not for truncated texts.
[[nodiscard]] std::string describe(std::string_view text, const JsonFault& fault);

/// The text in double quotes or backticks, cut where it is long, without control characters: fit for a message.
[[nodiscard]] std::string in_quotes(std::string_view text);
[[nodiscard]] std::string in_ticks(std::string_view text);

}  // namespace cdp::plan
