// Reads field by field; see csv.h for the format.
#include "compiler/base/csv.h"

#include <fmt/format.h>

namespace cdp {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMostFields = std::size_t{1} << 20;  // of a row; each takes memory, even an empty one

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// The first line that is not blank, without what stands in double quotes.
std::string unquoted_header(std::string_view text) {
  std::string line;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted || c == '"') continue;
    if (c == '\n' && line.find_first_not_of(" \t\r\n") != std::string::npos) break;
    line += c;
  }
  return line;
}

}  // namespace

std::string_view other_separator(std::string_view text) {
  const std::string header = unquoted_header(text);
  if (header.find(',') != std::string::npos) return "";
  struct Separator {
    char c;
    std::string_view name;
  };
  for (const auto& [c, name] : {Separator{';', "semicolons"}, Separator{'\t', "tabs"}, Separator{'|', "bars"}})
    if (header.find(c) != std::string::npos) return name;
  return "";
}

std::string place_of(const std::string& path, const CsvField& field) {
  return fmt::format("{}:{}:{}", path, field.line, field.column);
}

CsvReader::CsvReader(std::string_view text, std::string path) : text_(text), path_(std::move(path)) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
}

bool CsvReader::at_line_end() const {
  return at_end() || text_[position_] == '\n' || (text_[position_] == '\r' && text_.substr(position_, 2) == "\r\n");
}

void CsvReader::skip_blanks() {
  while (!at_end() && is_blank(text_[position_])) ++position_;
}

/// Past the end of this line, if there is one.
void CsvReader::end_line() {
  if (!at_end() && text_[position_] == '\r') ++position_;
  if (!at_end()) ++position_;
  line_begin_ = position_;
  ++line_;
}

Result<std::optional<CsvRow>> CsvReader::next() {
  while (!at_end()) {  // over blank lines
    const std::size_t begin = position_;
    skip_blanks();
    if (!at_line_end()) {
      position_ = begin;
      break;
    }
    end_line();
  }
  if (at_end()) return std::optional<CsvRow>{};
  CsvRow row;
  while (true) {
    auto next_field = field();
    if (!next_field) return next_field.error();
    if (row.size() == kMostFields)
      return Error{fmt::format("the row has more than {} fields; a table has at most so many columns", kMostFields),
                   place_of(path_, *next_field)};
    row.push_back(std::move(*next_field));
    if (at_line_end()) break;
    ++position_;  // the comma
  }
  end_line();
  return std::optional(std::move(row));
}

/// One field, up to the comma or line end after it.
Result<CsvField> CsvReader::field() {
  skip_blanks();
  CsvField out{"", line_, column()};
  if (at_end() || text_[position_] != '"') {
    bare(out);
    return out;
  }
  if (const Status read = quoted(out); !read) return read.error();
  skip_blanks();
  if (at_line_end() || text_[position_] == ',') return out;
  return Error{"text follows the closing quote; a quote inside a quoted field is written twice",
               place_of(path_, {"", line_, column()})};
}

void CsvReader::bare(CsvField& field) {
  const std::size_t begin = position_;
  while (!at_line_end() && text_[position_] != ',') ++position_;
  std::size_t end = position_;
  while (end > begin && is_blank(text_[end - 1])) --end;
  field.text = text_.substr(begin, end - begin);
}

Status CsvReader::quoted(CsvField& field) {
  for (++position_; !at_end(); ++position_) {
    const char c = text_[position_];
    if (c == '"') {
      ++position_;
      if (at_end() || text_[position_] != '"') return Done{};
    }
    field.text += c;
    if (c != '\n') continue;
    ++line_;
    line_begin_ = position_ + 1;
  }
  return Error{"the quote that opens this field is never closed", place_of(path_, field)};
}

}  // namespace cdp
