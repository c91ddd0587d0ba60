// The terminal form. Places come first in a line, so that editors and terminals make links of them.
#include "compiler/diag/render.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/number_text.h"
#include "compiler/base/utf8.h"
#include "compiler/diag/snippet.h"

namespace cdp::diag {

namespace {

constexpr std::string_view kBold = "1";
constexpr std::string_view kRed = "1;31";
constexpr std::string_view kYellow = "1;33";
constexpr std::string_view kBlue = "1;34";
constexpr std::string_view kCyan = "36";
constexpr std::string_view kGreen = "32";
constexpr std::string_view kDim = "2";
constexpr std::size_t kNarrowestGutter = 4;

std::string paint(Color color, std::string_view style, std::string_view text) {
  return color == Color::kAlways ? fmt::format("\x1b[{}m{}\x1b[0m", style, text) : std::string(text);
}

std::string_view style(Severity severity) {
  return severity == Severity::kError ? kRed : severity == Severity::kWarning ? kYellow : kBlue;
}

/// The digits of the largest line number shown, so that all bars of one diagnostic stand below each other.
std::size_t gutter_of(const Diagnostic& diagnostic, const SourceMap& sources) {
  std::size_t width = kNarrowestGutter;
  const auto widen = [&](Span span) {
    width = std::max(width, fmt::formatted_size("{}", sources.position(span.file, span.end).line));
  };
  widen(diagnostic.span);
  for (const Note& note : diagnostic.notes) widen(note.span);
  return width;
}

struct Marks {
  char character;
  std::string_view style;
};

std::string draw(Span span, const SourceMap& sources, std::size_t gutter, Marks marks, Color color) {
  std::string result;
  for (const MarkedLine& line : snippet(span, sources, marks.character)) {
    const std::string number = line.number == 0 ? "" : fmt::format("{}", line.number);
    result += paint(color, kDim, fmt::format("{:>{}} |", number, gutter));
    if (!line.text.empty()) result += " " + line.text;
    result += "\n";
    if (line.marks.empty()) continue;
    const std::size_t indent = line.marks.find_first_not_of(' ');
    result += paint(color, kDim, fmt::format("{:>{}} |", "", gutter)) + " " + line.marks.substr(0, indent) +
              paint(color, marks.style, line.marks.substr(indent)) + "\n";
  }
  return result;
}

constexpr std::size_t kLongest = 100;  // characters of what a fix removes or writes

/// Line ends and the white space around them as one space, none at either end. What would not be shown is left out: a
/// fix may be as long as its file.
std::string on_one_line(std::string_view text) {
  constexpr std::string_view kWhite = " \t\r\n";
  constexpr std::size_t kEnough = 4 * kLongest + 1;  // bytes: more than kLongest characters
  std::string result;
  for (std::size_t at = 0; at < text.size() && result.size() < kEnough;) {
    const std::size_t word = std::min(text.find_first_not_of(kWhite, at), text.size());
    const std::string_view blanks = text.substr(at, word - at);
    if (blanks.find('\n') == std::string_view::npos)
      result += blanks.substr(0, kEnough);
    else if (!result.empty() && word < text.size())
      result += ' ';
    at = std::min(text.find_first_of(kWhite, word), text.size());
    result += text.substr(word, std::min(at - word, kEnough));
  }
  return result;
}

std::string fix_part(std::string_view text) {
  return shortened(on_one_line(text), kLongest);
}

std::string fix_text(const Fix& fix, const Diagnostic& diagnostic, const SourceMap& sources) {
  const std::string replacement = fix_part(fix.replacement);
  const std::string replaced = fix_part(sources.text(fix.span));
  const bool there = fix.span.file == diagnostic.span.file && fix.span.begin >= diagnostic.span.begin &&
                     fix.span.end <= diagnostic.span.end;
  const std::string where = there ? "" : fmt::format(" at {}", harmless(sources.place(fix.span)));
  if (replaced.empty()) return fmt::format("insert `{}`{}", replacement, where);
  if (replacement.empty()) return fmt::format("remove `{}`{}", replaced, where);
  if (fix.span == diagnostic.span) return fmt::format("replace with `{}`", replacement);
  return fmt::format("replace `{}` with `{}`{}", replaced, replacement, where);
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const SourceMap& sources, Color color) {
  const std::size_t gutter = gutter_of(diagnostic, sources);
  std::string result = fmt::format("{}: {}: {} {}\n", paint(color, kBold, harmless(sources.place(diagnostic.span))),
                                   paint(color, style(diagnostic.severity), word(diagnostic.severity)),
                                   paint(color, kBold, harmless(diagnostic.message)),
                                   paint(color, kDim, fmt::format("[{}]", diagnostic.row->id)));
  result += draw(diagnostic.span, sources, gutter, {'^', style(diagnostic.severity)}, color);
  for (const Note& note : diagnostic.notes) {
    result += fmt::format("{}: {}: {}\n", paint(color, kBold, harmless(sources.place(note.span))),
                          paint(color, kCyan, "note"), harmless(note.text));
    result += draw(note.span, sources, gutter, {'-', kCyan}, color);
  }
  if (diagnostic.fix)
    result += fmt::format("{} {}: {}\n", paint(color, kDim, fmt::format("{:>{}} =", "", gutter)),
                          paint(color, kGreen, "fix"), fix_text(*diagnostic.fix, diagnostic, sources));
  return result;
}

std::string render_all(std::span<const Diagnostic> diagnostics, const SourceMap& sources, Color color) {
  if (diagnostics.empty()) return "";
  std::string result;
  for (const Diagnostic& diagnostic : diagnostics) result += render(diagnostic, sources, color) + "\n";
  return result + paint(color, kBold, summary(diagnostics)) + "\n";
}

std::string summary(std::span<const Diagnostic> diagnostics) {
  const auto count = [&](Severity severity) {
    const auto is = [&](const Diagnostic& diagnostic) { return diagnostic.severity == severity; };
    return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(), is));
  };
  std::vector<std::string> parts;
  if (const auto errors = count(Severity::kError); errors > 0) parts.push_back(counted(errors, "error"));
  if (const auto warnings = count(Severity::kWarning); warnings > 0) parts.push_back(counted(warnings, "warning"));
  if (const auto infos = count(Severity::kInfo); infos > 0) parts.push_back(counted(infos, "info"));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace cdp::diag
