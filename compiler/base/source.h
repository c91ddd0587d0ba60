// Source text and places in it. A Span is a half-open byte range of one file; line and column
// are worked out only when a message is shown. Columns count Unicode code points from 1.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace cdp {

using FileId = std::uint32_t;

/// A half-open byte range [begin, end) of one file.
struct Span {
  FileId file = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// The smallest span that covers both; both must be of one file.
[[nodiscard]] Span join(Span first, Span last);

/// Line and column, both from 1.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// One file's text. `path` is what users are shown: as they wrote it, or `std/gpt.cdp`.
struct SourceFile {
  std::string path;
  std::string text;
  std::vector<std::uint32_t> line_starts;
};

/// All files of one compilation. References to files and their texts stay valid as files are added.
class SourceMap {
 public:
  FileId add(std::string path, std::string text);
  [[nodiscard]] const SourceFile& file(FileId id) const;
  [[nodiscard]] std::size_t size() const { return files_.size(); }
  [[nodiscard]] Position position(FileId id, std::uint32_t offset) const;
  [[nodiscard]] std::string_view text(Span span) const;
  /// The text of a line (from 1) without its line ending.
  [[nodiscard]] std::string_view line(FileId id, std::uint32_t line) const;
  /// `gpt.cdp:3:17`
  [[nodiscard]] std::string place(Span span) const;

 private:
  std::deque<SourceFile> files_;
};

}  // namespace cdp
