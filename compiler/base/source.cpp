// Offsets to lines and columns: line starts are found once per file, columns counted when asked for.
#include "compiler/base/source.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"

namespace cdp {

Span join(Span first, Span last) {
  CHECK(first.file == last.file);
  return {first.file, std::min(first.begin, last.begin), std::max(first.end, last.end)};
}

FileId SourceMap::add(std::string path, std::string text) {
  CHECK(text.size() < std::numeric_limits<std::uint32_t>::max());
  SourceFile& file = files_.emplace_back(SourceFile{std::move(path), std::move(text), {0}});
  for (std::size_t at = file.text.find('\n'); at != std::string::npos; at = file.text.find('\n', at + 1))
    file.line_starts.push_back(static_cast<std::uint32_t>(at + 1));
  return static_cast<FileId>(files_.size() - 1);
}

const SourceFile& SourceMap::file(FileId id) const {
  CHECK(id < files_.size());
  return files_[id];
}

Position SourceMap::position(FileId id, std::uint32_t offset) const {
  const SourceFile& source = file(id);
  CHECK(offset <= source.text.size());
  const auto after = std::upper_bound(source.line_starts.begin(), source.line_starts.end(), offset);
  const std::uint32_t start = *std::prev(after);
  const auto column = count_code_points(std::string_view(source.text).substr(start, offset - start));
  return {static_cast<std::uint32_t>(after - source.line_starts.begin()), static_cast<std::uint32_t>(column + 1)};
}

std::string_view SourceMap::text(Span span) const {
  const std::string_view all = file(span.file).text;
  CHECK(span.begin <= span.end && span.end <= all.size());
  return all.substr(span.begin, span.end - span.begin);
}

std::string_view SourceMap::line(FileId id, std::uint32_t line) const {
  const SourceFile& source = file(id);
  CHECK(line >= 1 && line <= source.line_starts.size());
  const std::uint32_t begin = source.line_starts[line - 1];
  std::string_view rest = std::string_view(source.text).substr(begin);
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

std::string SourceMap::place(Span span) const {
  const Position at = position(span.file, span.begin);
  return fmt::format("{}:{}:{}", file(span.file).path, at.line, at.column);
}

}  // namespace cdp
