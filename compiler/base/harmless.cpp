// See harmless.h.
#include "compiler/base/harmless.h"

#include <algorithm>

#include "compiler/base/utf8.h"

namespace cdp {

namespace {

constexpr std::string_view kInstead = "\xEF\xBF\xBD";  // U+FFFD

/// How many bytes of the text are a colour as cdp writes them; 0: it begins with none.
std::size_t colour_length(std::string_view text) {
  constexpr std::string_view kBegin = "\x1b[";
  if (!text.starts_with(kBegin)) return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", kBegin.size());
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

/// Characters for which `keep` says how many bytes stay as they are, from the text's beginning; 0: they are judged.
template <class Keep>
std::string harmless_but(std::string_view text, Keep keep) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = keep(text);
    if (length > 0) {
      result += text.substr(0, length);
    } else {
      const CodePoint point = code_point_at(text, 0);
      length = point.bytes;
      result += steers_terminal(point.value) || point.value == kReplacement ? kInstead : text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return result;
}

std::size_t blank_length(std::string_view text) {
  return text.front() == '\n' || text.front() == '\t' ? 1 : 0;
}

}  // namespace

bool steers_terminal(char32_t point) {
  const bool directional = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
                           point == 0x200E || point == 0x200F || point == 0x061C;
  const bool ends_line = point == 0x2028 || point == 0x2029;
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || directional || ends_line;
}

std::string harmless(std::string_view text) {
  return harmless_but(text, [](std::string_view) { return std::size_t{0}; });
}

std::string harmless_lines(std::string_view text) {
  return harmless_but(text, blank_length);
}

std::string harmless_but_colours(std::string_view text) {
  return harmless_but(text, [](std::string_view rest) { return std::max(blank_length(rest), colour_length(rest)); });
}

std::string shortened(std::string_view text, std::size_t most) {
  std::size_t end = 0;
  for (std::size_t count = 0; count < most && end < text.size(); ++count) end += code_point_at(text, end).bytes;
  return harmless(text.substr(0, end)) + (end < text.size() ? "..." : "");
}

}  // namespace cdp
