// Joins the words and comments of compiler/syntax into one sequence and looks at the white space before each.
#include "compiler/format/pieces.h"

#include <algorithm>

#include "compiler/syntax/comments.h"
#include "compiler/syntax/word_spans.h"

namespace cdp::format {

namespace {

constexpr std::string_view kSpaces{" \t\r\n\0", 5};

/// How many line feeds stand in the white space that ends at `end`.
std::ptrdiff_t feeds_before(std::string_view text, std::uint32_t end) {
  const std::string_view before = text.substr(0, end);
  const std::size_t last = before.find_last_not_of(kSpaces);
  const std::string_view spaces = before.substr(last == std::string_view::npos ? 0 : last + 1);
  return std::count(spaces.begin(), spaces.end(), '\n');
}

std::string_view without_end_spaces(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

}  // namespace

Pieces pieces_of(const SourceMap& sources, FileId file) {
  const std::string_view text = sources.file(file).text;
  Pieces pieces;
  const std::vector<syntax::Comment> comments = syntax::comments(sources, file);
  for (const syntax::Comment& comment : comments) {
    pieces.comments.push_back({without_end_spaces(sources.text(comment.span)),
                               comment.kind == syntax::CommentKind::kDoc, comment.alone,
                               feeds_before(text, comment.span.begin) > 1});
  }
  const std::vector<Span> spans = syntax::word_spans(sources, file);
  pieces.words.reserve(spans.size() + 1);
  std::uint32_t passed = 0;
  for (const Span& span : spans) {
    while (passed < comments.size() && comments[passed].span.begin < span.begin) ++passed;
    const std::ptrdiff_t feeds = feeds_before(text, span.begin);
    pieces.words.push_back({sources.text(span), passed, feeds > 0, feeds > 1});
  }
  pieces.words.push_back({{}, static_cast<std::uint32_t>(comments.size()), true, false});
  return pieces;
}

}  // namespace cdp::format
