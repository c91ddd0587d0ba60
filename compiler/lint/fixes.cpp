// See fixes.h.
#include "compiler/lint/fixes.h"

#include <algorithm>
#include <tuple>

namespace cdp::lint {

namespace {

constexpr std::string_view kBlanks = " \t";

struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string replacement;
};

/// Behind the line's end, `\n` or `\r\n` included.
std::size_t next_line(std::string_view text, std::size_t at) {
  const std::size_t feed = text.find('\n', at);
  return feed == std::string_view::npos ? text.size() : feed + 1;
}

/// A removal with the blanks, the comment and the line ending that it leaves without use.
Edit removal(std::string_view text, Span span) {
  Edit edit{span.begin, span.end, ""};
  const std::size_t before = span.begin == 0 ? std::string_view::npos : text.find_last_not_of(kBlanks, span.begin - 1);
  const bool starts_line = before == std::string_view::npos || text[before] == '\n';
  const std::size_t after = std::min(text.find_first_not_of(kBlanks, span.end), text.size());
  const bool at_end = after == text.size() || text[after] == '\n' || text[after] == '\r';
  if (starts_line && (at_end || text.substr(after).starts_with("//"))) {
    edit.begin = before == std::string_view::npos ? 0 : before + 1;
    edit.end = next_line(text, after);
  } else if (at_end) {
    edit.begin = before + 1;
    edit.end = after;
  }
  return edit;
}

}  // namespace

Fixed apply(std::string_view text, std::vector<diag::Fix> fixes) {
  std::stable_sort(fixes.begin(), fixes.end(), [](const diag::Fix& a, const diag::Fix& b) {
    return std::tie(a.span.begin, a.span.end) < std::tie(b.span.begin, b.span.end);
  });
  Fixed fixed;
  std::size_t at = 0;
  bool first = true;
  for (diag::Fix& fix : fixes) {
    const Edit edit = fix.replacement.empty() ? removal(text, fix.span)
                                              : Edit{fix.span.begin, fix.span.end, std::move(fix.replacement)};
    if (edit.begin < at || (!first && edit.begin == at && edit.begin == edit.end)) continue;
    fixed.text += text.substr(at, edit.begin - at);
    fixed.text += edit.replacement;
    at = edit.end;
    first = false;
    ++fixed.count;
  }
  fixed.text += text.substr(at);
  return fixed;
}

}  // namespace cdp::lint
