// Comma-separated values (RFC 4180) as rows of fields that know where they stand. What the fields mean is for others to
// say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"

namespace cdp {

/// `column` counts bytes of the line, from 1.
struct CsvField {
  std::string text;
  std::int64_t line = 1;
  std::int64_t column = 1;
};
using CsvRow = std::vector<CsvField>;

/// "iris.csv:3:17": the place of a field, for errors.
[[nodiscard]] std::string place_of(const std::string& path, const CsvField& field);

/// Lines end in LF or CRLF. A field in double quotes may hold commas, line ends and, doubled, quotes. Blanks round a
/// field without quotes are not part of it. A byte-order mark and blank lines are passed over.
class CsvReader {
 public:
  /// Keeps a reference to the text.
  CsvReader(std::string_view text, std::string path);

  /// The next row; nothing at the end of the text.
  Result<std::optional<CsvRow>> next();

 private:
  Result<CsvField> field();
  Status quoted(CsvField& field);
  void bare(CsvField& field);
  [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
  [[nodiscard]] bool at_line_end() const;
  void skip_blanks();
  void end_line();
  [[nodiscard]] std::int64_t column() const { return static_cast<std::int64_t>(position_ - line_begin_) + 1; }

  std::string_view text_;
  std::string path_;
  std::size_t position_ = 0;
  std::size_t line_begin_ = 0;
  std::int64_t line_ = 1;
};

/// What separates the columns of a header that has no comma outside of quotes: `semicolons`, `tabs` or `bars`; empty:
/// nothing of these.
[[nodiscard]] std::string_view other_separator(std::string_view text);

}  // namespace cdp
