// See edits.h.
#include "compiler/lint/edits.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace cdp::lint {

namespace {

bool is_gap(char c) {
  return c == ' ' || c == '\t' || c == ';';
}

/// A line with what parts it from the next one, or from the one before.
Span with_separator(const Text& text, const TuneLine& line) {
  Span span = line.adjustment.span;
  const std::string& source = text.sources.file(span.file).text;
  if (&line.adjustment != &line.tune.adjustments.back()) {
    while (span.end < source.size() && is_gap(source[span.end])) ++span.end;
  } else {
    while (span.begin > 0 && is_gap(source[span.begin - 1])) --span.begin;
  }
  return span;
}

/// After the last `tune`, else after `base`: at the end of that line, if nothing but a comment follows on it.
Span end_of_tuning(const Text& text) {
  std::uint32_t end = 0;
  for (const syntax::Statement& statement : text.file().ast.statements)
    if (std::holds_alternative<syntax::Tune>(statement.node) || std::holds_alternative<syntax::Base>(statement.node))
      end = std::max(end, statement.span.end);
  const std::string& source = text.sources.file(0).text;
  const std::size_t line_end = std::min(source.find('\n', end), source.size());
  const std::size_t next = std::min(source.find_first_not_of(" \t\r", end), line_end);
  if (next == line_end || source.compare(next, 2, "//") == 0) end = static_cast<std::uint32_t>(line_end);
  return {0, end, end};
}

}  // namespace

Span let_span(const Text& text, const syntax::Let& let) {
  constexpr std::string_view kLet = "let";
  const std::string_view before = text.sources.text({let.name.span.file, 0, let.name.span.begin});
  const auto at = static_cast<std::uint32_t>(before.rfind(kLet));
  return {let.name.span.file, at, let.value->span.end};
}

Span digits_span(const Text& text, const syntax::Expr& number) {
  const std::string_view written = text.sources.text(number.span);
  const std::size_t end = std::min(written.find_first_not_of("0123456789"), written.size());
  return {number.span.file, number.span.begin, number.span.begin + static_cast<std::uint32_t>(end)};
}

std::optional<Span> removal_of(const Text& text, const std::vector<Span>& list, std::size_t removed) {
  const Span own = list[removed];
  if (list.size() == 1) return own;
  const bool last = removed + 1 == list.size();
  const Span whole =
      last ? Span{own.file, list[removed - 1].end, own.end} : Span{own.file, own.begin, list[removed + 1].begin};
  const std::string_view between =
      last ? text.sources.text({own.file, whole.begin, own.begin}) : text.sources.text({own.file, own.end, whole.end});
  if (between.find_first_of(",;") == std::string_view::npos) return own;  // a line of its own, which goes with it
  return between.find("//") == std::string_view::npos ? std::optional(whole) : std::nullopt;
}

std::vector<Span> removals_of(const Text& text, const std::vector<TuneLine>& lines) {
  std::unordered_map<const syntax::Tune*, std::size_t> gone;
  for (const TuneLine& line : lines) ++gone[&line.tune];
  std::vector<Span> spans;
  spans.reserve(lines.size());
  for (const TuneLine& line : lines) {
    const bool all = gone[&line.tune] == line.tune.adjustments.size();
    spans.push_back(all ? line.statement.span : with_separator(text, line));
  }
  return spans;
}

void offer_exemption(const CheckedSpec& checked, const std::string& selector, diag::Report& report) {
  report.fix(end_of_tuning(checked.text), "\ntune " + selector + " { weight_decay = 0 }");
}

}  // namespace cdp::lint
