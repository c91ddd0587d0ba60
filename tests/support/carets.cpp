// Columns of caret lines are turned into byte offsets of the line above.
#include "tests/support/carets.h"

#include <algorithm>
#include <ostream>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"

namespace cdp {

void PrintTo(const Span& span, std::ostream* out) {
  *out << "file " << span.file << " [" << span.begin << ", " << span.end << ")";
}

}  // namespace cdp

namespace cdp::test {

namespace {

bool is_caret_line(std::string_view line) {
  return line.find('^') != std::string_view::npos && line.find_first_not_of("^ \n") == std::string_view::npos;
}

/// The byte where a column (from 0) begins; the line's end for columns behind it.
std::size_t byte_of(std::string_view line, std::size_t column) {
  std::size_t at = 0;
  for (; column > 0 && at < line.size(); --column) at += code_point_at(line, at).bytes;
  return at;
}

}  // namespace

MarkedSource parse_carets(std::string_view marked, FileId file) {
  MarkedSource result;
  std::size_t above = 0;  // where the line above starts in result.text
  while (!marked.empty()) {
    const std::size_t feed = marked.find('\n');
    const std::string_view line = marked.substr(0, feed == std::string_view::npos ? feed : feed + 1);
    marked.remove_prefix(line.size());
    if (!is_caret_line(line)) {
      above = result.text.size();
      result.text += line;
      continue;
    }
    CHECK(!result.text.empty());
    std::string_view source = std::string_view(result.text).substr(above);
    if (source.ends_with('\n')) source.remove_suffix(1);
    for (std::size_t at = line.find('^'); at != std::string_view::npos; at = line.find('^', at)) {
      const std::size_t end = std::min(line.find_first_not_of('^', at), line.size());
      result.spans.push_back({file, static_cast<std::uint32_t>(above + byte_of(source, at)),
                              static_cast<std::uint32_t>(above + byte_of(source, end))});
      at = end;
    }
  }
  return result;
}

std::vector<Span> spans_of(std::span<const diag::Diagnostic> diagnostics) {
  std::vector<Span> spans;
  for (const diag::Diagnostic& diagnostic : diagnostics) spans.push_back(diagnostic.span);
  return spans;
}

std::vector<std::string> ids_of(std::span<const diag::Diagnostic> diagnostics) {
  std::vector<std::string> ids;
  for (const diag::Diagnostic& diagnostic : diagnostics) ids.emplace_back(diagnostic.row->id);
  return ids;
}

std::vector<std::string> messages_of(std::span<const diag::Diagnostic> diagnostics) {
  std::vector<std::string> messages;
  for (const diag::Diagnostic& diagnostic : diagnostics) messages.push_back(diagnostic.message);
  return messages;
}

}  // namespace cdp::test
