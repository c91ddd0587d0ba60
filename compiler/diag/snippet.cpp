// A line is laid out as glyphs that know their bytes and their cells on the screen; marks and cuts are in cells.
#include "compiler/diag/snippet.h"

#include <algorithm>

#include "compiler/base/utf8.h"

namespace cdp::diag {

namespace {

constexpr int kTab = 4;
constexpr int kLongest = 100;        // cells of a source line that are shown
constexpr int kBefore = 40;          // of these, before a span in a line that is cut
constexpr std::uint32_t kWhole = 3;  // spans of up to so many lines are shown whole
constexpr std::string_view kCut = "...";
constexpr std::string_view kHarmless = "\xEF\xBF\xBD";  // U+FFFD

struct Glyph {
  std::size_t byte = 0;
  int cell = 0;
  int width = 0;
  std::string shown;
};

std::vector<Glyph> lay_out(std::string_view line) {
  std::vector<Glyph> glyphs;
  int cell = 0;
  for (std::size_t at = 0; at < line.size();) {
    const CodePoint point = code_point_at(line, at);
    Glyph glyph{at, cell, cells(point.value), std::string(line.substr(at, point.bytes))};
    if (point.value == '\t') {
      glyph.width = kTab - cell % kTab;
      glyph.shown.assign(static_cast<std::size_t>(glyph.width), ' ');
    } else if (steers_terminal(point.value) || point.value == kReplacement) {
      glyph.width = 1;
      glyph.shown = kHarmless;
    }
    cell += glyph.width;
    at += point.bytes;
    glyphs.push_back(std::move(glyph));
  }
  return glyphs;
}

/// The cell where a byte of the line is shown; the one after the last for the line's end.
int cell_of(const std::vector<Glyph>& glyphs, std::size_t byte) {
  for (const Glyph& glyph : glyphs)
    if (glyph.byte >= byte) return glyph.cell;
  return glyphs.empty() ? 0 : glyphs.back().cell + glyphs.back().width;
}

std::string repeated(char character, int count) {
  return std::string(static_cast<std::size_t>(count), character);
}

/// What may be seen of a line; lines may be as long as their file.
struct Window {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Window window_around(std::string_view line, std::size_t begin) {
  constexpr std::size_t kFar = 1000;  // bytes, for at least kLongest cells
  Window window{begin > kFar ? begin - kFar : 0, std::min(line.size(), begin + kFar)};
  const auto within = [&](std::size_t at) {
    return at > 0 && at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U;
  };
  while (within(window.begin)) --window.begin;
  while (within(window.end)) ++window.end;
  return window;
}

/// Bytes [begin, end) of a line marked; an empty range marks one cell.
MarkedLine mark_line(std::string_view whole, std::size_t begin, std::size_t end, char mark) {
  const Window window = window_around(whole, begin);
  const std::string_view line = whole.substr(window.begin, window.end - window.begin);
  begin -= window.begin;
  end = std::min(end - window.begin, line.size());
  const std::vector<Glyph> glyphs = lay_out(line);
  const int total = cell_of(glyphs, line.size());
  const int first = cell_of(glyphs, begin);
  const int last = std::max(first + 1, cell_of(glyphs, end));
  int from = 0;
  int to = total;
  if (total > kLongest) {
    from = std::clamp(first - kBefore, 0, total - kLongest);
    to = from + kLongest;
  }
  MarkedLine marked;
  int start = -1;  // the cell of the first glyph shown; a wide one may straddle the cut
  for (const Glyph& glyph : glyphs) {
    if (glyph.cell < from || glyph.cell + glyph.width > to) continue;
    if (start < 0) start = glyph.cell;
    marked.text += glyph.shown;
  }
  start = std::max(start, 0);
  const bool cut_before = from > 0 || window.begin > 0;
  const int shift = cut_before ? static_cast<int>(kCut.size()) : 0;
  if (cut_before) marked.text.insert(0, kCut);
  if (to < total || window.end < whole.size()) marked.text += kCut;
  const int length = std::max(1, std::min(last, std::max(to, first + 1)) - first);
  marked.marks = repeated(' ', first - start + shift) + repeated(mark, length);
  return marked;
}

std::size_t indentation(std::string_view line) {
  const std::size_t at = line.find_first_not_of(" \t");
  return at == std::string_view::npos ? line.size() : at;
}

std::size_t text_end(std::string_view line) {
  const std::size_t at = line.find_last_not_of(" \t");
  return at == std::string_view::npos ? 0 : at + 1;
}

}  // namespace

std::vector<MarkedLine> snippet(Span span, const SourceMap& sources, char mark) {
  const SourceFile& file = sources.file(span.file);
  const std::uint32_t first = sources.position(span.file, span.begin).line;
  // A span that ends behind a line feed ends in the line before.
  const std::uint32_t last = sources.position(span.file, span.end > span.begin ? span.end - 1 : span.end).line;
  std::vector<MarkedLine> lines;
  for (std::uint32_t number = first; number <= last; ++number) {
    if (last - first + 1 > kWhole && number == first + 1) {
      lines.push_back({0, std::string(kCut), ""});
      number = last;
    }
    const std::string_view text = sources.line(span.file, number);
    const std::uint32_t start = file.line_starts[number - 1];
    const std::size_t begin = number == first ? span.begin - start : indentation(text);
    const std::size_t end = number == last ? std::min<std::size_t>(span.end - start, text.size()) : text_end(text);
    MarkedLine line = mark_line(text, begin, end, mark);
    line.number = number;
    if (number != first && begin >= end) line.marks.clear();  // a blank line within the span
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace cdp::diag
