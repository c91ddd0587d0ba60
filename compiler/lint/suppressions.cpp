// Reads the comments and finds what they stand for; see suppressions.h.
#include "compiler/lint/suppressions.h"

#include <algorithm>
#include <string_view>

#include "compiler/base/text.h"
#include "compiler/lint/table.h"
#include "compiler/lint/units.h"

namespace cdp::lint {

namespace {

using Fault = Suppression::Fault::Kind;

constexpr std::string_view kMark = "cdp:";
constexpr std::string_view kLine = "ignore";
constexpr std::string_view kFile = "ignore-file";
constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

/// Reads one comment from left to right; every piece is a view into the source, so that each has its place.
class Reader {
 public:
  Reader(const SourceMap& sources, const syntax::Comment& comment)
      : source_(sources.file(comment.span.file).text), file_(comment.span.file), rest_(comment.text) {
    out_.comment = comment.span;
    out_.alone = comment.alone;
    rest_.remove_prefix(kMark.size());
    skip();
  }

  /// The word behind `cdp:`.
  std::string_view verb() {
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t[("));
    rest_.remove_prefix(word.size());
    return word;
  }

  Suppression take() { return std::move(out_); }

  void fault(Fault kind, std::string_view at, std::vector<std::string> found = {},
             std::optional<diag::Fix> fix = std::nullopt) {
    out_.codes.clear();
    out_.fault = Suppression::Fault{kind, span(at), std::move(found), std::move(fix)};
  }

  /// `[W4001, unused-let] reason`
  void list() {
    skip();
    if (!rest_.starts_with('[')) return fault(Fault::kIncomplete, rest_, {"a `[`"});
    const std::size_t close = rest_.find(']');
    if (close == std::string_view::npos) return fault(Fault::kIncomplete, rest_, {"the `]`"});
    out_.list = span(rest_.substr(0, close + 1));
    std::string_view words = rest_.substr(1, close - 1);
    for (std::size_t comma = words.find(','); comma != std::string_view::npos; comma = words.find(',')) {
      code(trimmed(words.substr(0, comma)));
      words.remove_prefix(comma + 1);
    }
    code(trimmed(words));
    if (out_.fault) return;
    rest_.remove_prefix(close + 1);
    out_.reason = trimmed(rest_);
  }

  [[nodiscard]] Span span(std::string_view piece) const {
    const auto begin = static_cast<std::uint32_t>(piece.data() - source_.data());
    return {file_, begin, begin + static_cast<std::uint32_t>(piece.size())};
  }

 private:
  void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size())); }

  void code(std::string_view word) {
    if (word.empty()) return fault(Fault::kIncomplete, rest_.substr(0, rest_.find(']') + 1), {"a code"});
    const diag::CatalogRow* row = find_row(word);
    if (row != nullptr) return void(out_.codes.push_back({span(word), std::string(word), row}));
    const std::vector<std::string> names = all_words();
    std::optional<diag::Fix> fix;
    if (const auto near = nearest(word, names)) fix = diag::Fix{span(word), *near, diag::Safety::kUnsafe};
    const std::string suggestion = meant_instead(word);
    fault(Fault::kUnknownCode, word, {std::string(word), suggestion.empty() ? "; `cdp rules` lists them" : suggestion},
          std::move(fix));
  }

  std::string_view source_;
  FileId file_;
  std::string_view rest_;
  Suppression out_;
};

/// Where the statement or entry below the comment is: nothing but blanks and comments lie between.
std::optional<Span> unit_below(const Suppression& suppression, const std::vector<Span>& units, std::string_view text,
                               const std::vector<syntax::Comment>& comments) {
  std::size_t at = suppression.comment.end;
  for (const syntax::Comment& comment : comments) {
    if (comment.span.begin < at) continue;
    if (text.substr(at, comment.span.begin - at).find_first_not_of(" \t\r\n;") != std::string_view::npos) break;
    at = comment.span.end;
  }
  at = std::min(text.find_first_not_of(" \t\r\n;", at), text.size());
  const auto found = std::find_if(units.begin(), units.end(), [at](Span unit) { return unit.begin == at; });
  return found == units.end() ? std::nullopt : std::optional(*found);
}

/// Its line, and the block that closes before it: the formatter may break a long line with a block in it, and puts the
/// comment behind the brace.
std::vector<Span> line_of(Span comment, const std::vector<Span>& units, std::string_view text) {
  const std::size_t before = text.rfind('\n', comment.begin);
  const auto begin = static_cast<std::uint32_t>(before == std::string_view::npos ? 0 : before + 1);
  std::vector<Span> covers = {{comment.file, begin, comment.begin}};
  const std::size_t last = text.find_last_not_of(" \t", comment.begin - 1);
  if (text[last] == '}')
    for (const Span unit : units)
      if (unit.end == last + 1) covers.push_back(unit);
  return covers;
}

}  // namespace

std::vector<Suppression> suppressions(const SourceMap& sources, const syntax::File& file,
                                      const std::vector<syntax::Comment>& comments) {
  std::vector<Suppression> result;
  const std::string& text = sources.file(file.id).text;
  std::vector<Span> units;
  for (const syntax::Comment& comment : comments) {
    if (!comment.text.starts_with(kMark)) continue;
    if (units.empty()) units = units_of(file, text);
    Reader reader(sources, comment);
    const std::string_view verb = reader.verb();
    const bool of_file = verb == kFile;
    if (comment.kind == syntax::CommentKind::kDoc)
      reader.fault(Fault::kDocumentation, comment.text);
    else if (of_file && !units.empty() && units.front().begin < comment.span.begin)
      reader.fault(Fault::kTooLate, verb);
    else if (of_file || verb == kLine)
      reader.list();
    else
      reader.fault(Fault::kUnknownInstruction, verb.empty() ? comment.text : verb, {std::string(verb)});
    Suppression made = reader.take();
    if (made.fault) {
      result.push_back(std::move(made));
      continue;
    }
    if (of_file)
      made.covers = {{file.id, 0, static_cast<std::uint32_t>(text.size()) + 1}};
    else if (!comment.alone)
      made.covers = line_of(comment.span, units, text);
    else if (const auto unit = unit_below(made, units, text, comments))
      made.covers = {*unit};
    result.push_back(std::move(made));
  }
  return result;
}

const Suppression* suppress(std::vector<Suppression>& suppressions, const diag::Diagnostic& finding) {
  if (is_error(*finding.row)) return nullptr;
  const Suppression* found = nullptr;
  for (Suppression& one : suppressions) {
    const auto holds = [&](Span span) {
      return span.file == finding.span.file && span.begin <= finding.span.begin && finding.span.begin < span.end;
    };
    if (std::none_of(one.covers.begin(), one.covers.end(), holds)) continue;
    for (SuppressedCode& code : one.codes) {
      if (code.row != finding.row) continue;
      code.used = true;
      found = &one;
    }
  }
  return found;
}

}  // namespace cdp::lint
