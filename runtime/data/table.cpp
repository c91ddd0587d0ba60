// CSV fields to numbers and labels; see table.h. Errors are worded here, once.
#include "runtime/data/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>

#include "compiler/base/check.h"
#include "compiler/base/csv.h"
#include "compiler/base/harmless.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "runtime/data/file_format.h"
#include "runtime/data/file_list.h"
#include "runtime/data/look.h"
#include "runtime/data/permutation.h"

namespace cdp::runtime {
namespace {

constexpr std::uint64_t kLargest = std::uint64_t{2} << 30U;  // of a file; its numbers take as much again
constexpr double kMostLabels = 1 << 24;                      // numbers beyond are no labels

std::string shown(const std::string& text) {
  return fmt::format("`{}`", shortened(text));
}

/// Of a number beyond those that can be told apart: whether it is too near to 0, not too far from it.
bool is_tiny(std::string_view text) {
  const std::size_t power = text.find_first_of("eE");
  if (power != std::string_view::npos) return text.substr(power + 1).starts_with('-');
  return text.find_first_of("123456789") > text.find('.');
}

/// The number that the whole text spells, NaN and infinities included.
std::optional<double> number_in(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault == std::errc::result_out_of_range && end == text.data() + text.size()) return is_tiny(text) ? 0 : HUGE_VAL;
  if (fault != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
  return number;
}

bool is_csv(std::string path) {
  std::transform(path.begin(), path.end(), path.begin(), [](unsigned char c) { return std::tolower(c); });
  return path.ends_with(".csv");
}

class TableReader {
 public:
  explicit TableReader(TargetColumns targets) : targets_(static_cast<std::size_t>(targets.count)) {
    table_.kind = targets.kind;
  }

  Status add(const std::string& path);
  Result<Table> finish();

 private:
  static Status check_form(const std::string& path, const std::string& text);
  Status header(const std::string& path, const CsvRow& row);
  Status row(const std::string& path, const CsvRow& row);
  Result<double> number(const std::string& path, const CsvField& field) const;
  Status target(const std::string& path, const CsvField& field);
  Status label(const std::string& path, const CsvField& field);

  Table table_;
  std::size_t targets_;             // columns of them
  std::vector<std::string> words_;  // of each row, where labels are words
  bool labels_are_words_ = false;
};

Status TableReader::add(const std::string& path) {
  const auto text = read_regular(path, {kLargest, "divide it into files of one folder, each with the header line"});
  if (!text) return text.error();
  if (const Status is_csv = check_form(path, *text); !is_csv) return is_csv;
  CsvReader reader(*text, path);
  auto first = reader.next();
  if (!first) return first.error();
  if (!*first) return Error{"is empty; a table begins with a header line, the names of its columns", path};
  if (const Status read = header(path, **first); !read) return read;
  const std::int64_t before = table_.rows;
  while (true) {
    const auto next = reader.next();
    if (!next) return next.error();
    if (!*next) break;
    if (const Status read = row(path, **next); !read) return read;
  }
  if (table_.rows == before) return Error{"has no rows below its header", path};
  table_.files.push_back(path);
  return Done{};
}

/// Refuses what bears the name of a CSV file and is something else.
Status TableReader::check_form(const std::string& path, const std::string& text) {
  const auto ends = read_ends(path);
  const auto format = ends ? format_of(*ends) : std::nullopt;
  if (format) return Error{format->refusal("a table of comma-separated values"), path};
  const Pieces pieces = pieces_of(std::as_bytes(std::span(text)));
  const TextLook look = look_at_text(pieces);
  if (look.controls * 1000 > look.bytes)  // words may be in any encoding
    return Error{fmt::format("is no text: it looks like {}; a table is text, its columns separated by commas",
                             what_else(look, pieces)),
                 path};
  if (text.find('\n') == std::string::npos && text.find('\r') != std::string::npos)
    return Error{
        "its lines end in carriage returns alone, as on Macs before 2001; convert it: tr '\\r' '\\n' < old.csv > "
        "new.csv",
        path};
  const std::string_view separator = other_separator(text);
  if (separator.empty()) return Done{};
  return Error{fmt::format("its columns are separated by {}; a table's are separated by commas, and its numbers have "
                           "points: convert it, in Python: pandas.read_csv('old.csv', sep=None, engine='python')"
                           ".to_csv('new.csv', index=False)",
                           separator),
               path + ":1:1"};
}

Status TableReader::header(const std::string& path, const CsvRow& row) {
  if (row.size() < 2)
    return Error{"has one column; a table has features, then the target, separated by commas", place_of(path, row[0])};
  if (row.size() <= targets_)
    return Error{fmt::format("has {} columns; a table has features, then the targets: the model predicts {} numbers, "
                             "so these are its last {} columns",
                             row.size(), targets_, targets_),
                 place_of(path, row[0])};
  if (std::all_of(row.begin(), row.end(), [](const CsvField& field) { return number_in(field.text).has_value(); }))
    return Error{"the first line has numbers only; it must be a header, the names of the columns",
                 place_of(path, row[0])};
  std::vector<std::string> names;
  for (const CsvField& field : row) names.push_back(field.text);
  std::vector<std::string> last(names.end() - static_cast<std::ptrdiff_t>(targets_), names.end());
  names.resize(names.size() - targets_);
  if (table_.files.empty()) {
    table_.columns = std::move(names);
    table_.predicted = std::move(last);
    return Done{};
  }
  if (names == table_.columns && last == table_.predicted) return Done{};
  return Error{
      fmt::format("the header is not that of {}; files of one table have the same columns", table_.files.front()),
      place_of(path, row[0])};
}

Status TableReader::row(const std::string& path, const CsvRow& row) {
  const std::size_t features = table_.columns.size();
  const std::size_t columns = features + targets_;
  if (row.size() != columns) {
    const CsvField& at = row.size() > columns ? row[columns] : row.back();
    return Error{fmt::format("the row has {} field{}, the header {}", row.size(), row.size() == 1 ? "" : "s", columns),
                 place_of(path, at)};
  }
  for (std::size_t i = 0; i < features; ++i) {
    const auto value = number(path, row[i]);
    if (!value) return value.error();
    table_.features.push_back(*value);
  }
  for (std::size_t i = features; i < columns; ++i)
    if (const Status read = target(path, row[i]); !read) return read;
  ++table_.rows;
  return Done{};
}

Result<double> TableReader::number(const std::string& path, const CsvField& field) const {
  if (field.text.empty()) return Error{"the field is empty; fill it in or leave the row out", place_of(path, field)};
  const auto value = number_in(field.text);
  if (!value) return Error{fmt::format("{} is not a number", shown(field.text)), place_of(path, field)};
  // Numbers go into fp32: what is beyond it would be infinite there.
  if (!std::isfinite(static_cast<float>(*value)))
    return Error{fmt::format("{} is not a finite number", shown(field.text)), place_of(path, field)};
  return *value;
}

Status TableReader::target(const std::string& path, const CsvField& field) {
  if (table_.kind == TargetKind::kLabels) return label(path, field);
  const auto value = number(path, field);
  if (!value) return value.error();
  table_.targets.push_back(*value);
  return Done{};
}

Status TableReader::label(const std::string& path, const CsvField& field) {
  if (field.text.empty()) return Error{"the label is empty; fill it in or leave the row out", place_of(path, field)};
  const auto value = number_in(field.text);
  if (table_.rows == 0) labels_are_words_ = !value;
  if (labels_are_words_) {
    words_.push_back(field.text);
    return Done{};
  }
  if (!value)
    return Error{fmt::format("{} is a word, but the labels before are numbers", shown(field.text)),
                 place_of(path, field)};
  if (!(*value >= 0 && *value < kMostLabels && *value == std::floor(*value)))
    return Error{fmt::format("{} is not a label; labels are whole numbers from 0, or words", shown(field.text)),
                 place_of(path, field)};
  if (*value >= static_cast<double>(table_.classes)) {
    table_.classes = static_cast<std::int64_t>(*value) + 1;
    table_.largest_label_at = place_of(path, field);
  }
  table_.targets.push_back(*value);
  return Done{};
}

Result<Table> TableReader::finish() {
  if (!labels_are_words_) return std::move(table_);
  std::map<std::string, double> numbers;
  for (const std::string& word : words_) numbers.emplace(word, 0);
  for (auto& [word, label] : numbers) {
    label = static_cast<double>(table_.words.size());
    table_.words.push_back(word);
  }
  for (const std::string& word : words_) table_.targets.push_back(numbers.at(word));
  table_.classes = static_cast<std::int64_t>(table_.words.size());
  return std::move(table_);
}

}  // namespace

std::uint64_t Table::fingerprint() const {
  std::uint64_t state = mix64(static_cast<std::uint64_t>(rows));
  for (const auto* values : {&features, &targets})
    for (const double value : *values) state = mix64(state ^ std::bit_cast<std::uint64_t>(value));
  for (const std::string& word : words)
    for (const char c : word + ",") state = mix64(state ^ static_cast<unsigned char>(c));
  return state;
}

Result<Table> load_table(const std::vector<std::string>& paths, const std::vector<std::string>& globs,
                         TargetColumns targets) {
  CHECK(targets.count == 1 || (targets.count > 1 && targets.kind == TargetKind::kNumbers));
  auto list = list_files(paths, globs);
  if (!list) return list.error();
  if (list->files.empty()) return Error{"holds no file to read a table from", list_of(paths)};
  TableReader reader(targets);
  for (const std::string& path : list->files) {
    if (!is_csv(path))
      return Error{
          "is not a .csv file; a plan that classifies or regresses reads tables: a header line, numbers "
          "separated by commas, the last column the target, or the last ones",
          path};
    if (const Status added = reader.add(path); !added) return added.error();
  }
  auto table = reader.finish();
  if (table) table->skipped = std::move(list->skipped);
  return table;
}

Status check_model(const Table& table, std::int64_t features, std::int64_t outputs) {
  const std::string& path = table.files.front();
  if (table.width() != features)
    return Error{fmt::format("has {} feature{} (the columns before the last{}), the model takes {}; give the model "
                             "`features = {}`",
                             table.width(), table.width() == 1 ? "" : "s",
                             table.outputs() == 1 ? "" : fmt::format(" {}, its targets", table.outputs()), features,
                             table.width()),
                 path};
  if (table.kind == TargetKind::kNumbers) {
    CHECK(table.outputs() == outputs);
    return Done{};
  }
  if (table.classes <= outputs) return Done{};
  if (table.words.empty())
    return Error{
        fmt::format("label {} is outside the model's {} classes, 0 to {}", table.classes - 1, outputs, outputs - 1),
        table.largest_label_at};
  std::vector<std::string> some;
  for (std::int64_t i = 0; i < std::min<std::int64_t>(6, table.classes); ++i)
    some.push_back(shortened(table.words[static_cast<std::size_t>(i)]));
  if (table.classes > 6) some.emplace_back("...");
  return Error{fmt::format("has {} different labels ({}), the model has {} classes", table.classes,
                           fmt::join(some, ", "), outputs),
               path};
}

}  // namespace cdp::runtime
