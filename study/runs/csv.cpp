// See csv.h. What each column is comes from its name, before any row is read; only a hyperparameter's column without a
// number in it becomes a tag at the end.
#include "study/runs/csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/csv.h"
#include "compiler/base/harmless.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "compiler/base/written_number.h"

namespace cdp::study {

namespace {

constexpr Most kMostOfFile{std::uint64_t{16} << 20U, "keep the runs and columns that are asked about"};

enum class Kind { kAxis, kValue, kTag, kSeed, kLoss, kFlops, kIgnored };

struct Column {
  Kind kind = Kind::kTag;
  std::string name;
  std::optional<std::string> unit = {};  // of its first number
  std::int64_t unit_line = 0;
  std::vector<std::string> words = {};  // of a hyperparameter, as long as no cell was a number
  bool has_number = false;
};

Kind kind_of(const std::string& name, const Columns& columns) {
  if (columns.ignored.contains(name)) return Kind::kIgnored;
  if (columns.axes.contains(name)) return Kind::kAxis;
  if (columns.hyperparameters.contains(name)) return Kind::kValue;
  if (name == "loss") return Kind::kLoss;
  if (name == "seed") return Kind::kSeed;
  if (name == "flops") return Kind::kFlops;
  if (std::find(std::begin(kAxisNames), std::end(kAxisNames), name) != std::end(kAxisNames)) return Kind::kAxis;
  return name.find_first_of(".@*[") != std::string::npos ? Kind::kValue : Kind::kTag;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// What a run that diverged has in the place of its loss.
bool says_diverged(std::string_view text) {
  const std::string word = lower(text);
  return word == "nan" || word == "diverged" || word == "inf" || word == "+inf" || word == "-inf" ||
         word == "infinity" || word == "-nan" || word == "infinite";
}

struct Number {
  double value = 0;
  std::string unit;
};

/// A number of the language, or of another program: with a sign, `1.`, `.5`, `1E-05`; a unit may stand behind it.
std::optional<Number> number_in(std::string_view text) {
  double plain = 0;
  const std::string_view unsigned_text = text.substr(text.starts_with('+') && !text.starts_with("+-") ? 1 : 0);
  const char* const end = unsigned_text.data() + unsigned_text.size();
  const auto [rest, fault] = std::from_chars(unsigned_text.data(), end, plain);
  if (fault == std::errc{} && rest == end)
    return std::isfinite(plain) ? std::optional(Number{plain, ""}) : std::nullopt;
  const bool minus = text.starts_with('-');
  std::string_view digits = minus ? text.substr(1) : unsigned_text;
  std::string unit;
  if (const std::size_t blank = digits.find(' '); blank != std::string_view::npos) {
    unit = digits.substr(std::min(digits.find_first_not_of(' ', blank), digits.size()));
    digits = digits.substr(0, blank);
    if (std::find(kNumberUnits.begin(), kNumberUnits.end(), unit) == kNumberUnits.end()) return {};
  }
  const WrittenNumber written = read_written_number(digits);
  if (written.digits == 0 || !written.attached || written.range != NumberRange::kHeld) return {};
  if (!unit.empty() && !written.unit.empty()) return {};
  return Number{minus ? -written.value : written.value, unit.empty() ? std::string(written.unit) : unit};
}

class RunsReader {
 public:
  RunsReader(std::string_view text, const std::string& name, const Columns& known)
      : reader_(text, name), known_(known) {
    runs_.name = name;
  }

  Result<Runs> read();

 private:
  Status header(const CsvRow& row);
  Status row(const CsvRow& row);
  Status cell(Column& column, const CsvField& field, Run& run);
  Status value(Column& column, const CsvField& field, Run& run);
  Status loss(const CsvField& field, Run& run);
  Status seed(const CsvField& field, Run& run);
  Result<double> number(Column& column, const CsvField& field, std::string_view wanted);
  Status same_unit(Column& column, const CsvField& field, const std::string& unit);
  Status repeated(const CsvField& at);
  void words_to_tags();

  [[nodiscard]] Error fault(std::string message, const CsvField& field) const {
    return {std::move(message), place_of(runs_.name, field)};
  }

  CsvReader reader_;
  const Columns& known_;
  std::vector<Column> columns_;
  Runs runs_;
  using Key = std::tuple<std::map<std::string, double>, std::map<std::string, double>,
                         std::map<std::string, std::string>, std::int64_t>;
  std::map<Key, std::int64_t> seen_;  // to the line
};

Status RunsReader::header(const CsvRow& row) {
  std::map<std::string, const CsvField*> names;
  for (const CsvField& field : row) {
    if (field.text.empty())
      return fault("the header has a column without a name; name it, or take the column out", field);
    if (!names.emplace(field.text, &field).second)
      return fault(
          fmt::format("the header has the column `{}` twice; rename one, or take it out", shortened(field.text)),
          field);
    columns_.push_back({kind_of(field.text, known_), field.text});
  }
  if (std::any_of(columns_.begin(), columns_.end(), [](const Column& one) { return one.kind == Kind::kLoss; }))
    return Done{};
  if (std::all_of(row.begin(), row.end(), [](const CsvField& field) { return number_in(field.text).has_value(); }))
    return fault("the first line has numbers only; it must be a header, the names of the columns", row[0]);
  std::vector<std::string> candidates;
  for (const Column& column : columns_)
    if (lower(column.name).find("loss") != std::string::npos)
      candidates.push_back(fmt::format("`{}`", shortened(column.name)));
  const std::string way_out =
      candidates.empty() ? "name the column of the final loss so" : fmt::format("rename {}", list_of(candidates, "or"));
  return fault(fmt::format("the header has no column `loss`; {}", way_out), row[0]);
}

Status RunsReader::same_unit(Column& column, const CsvField& field, const std::string& unit) {
  if (!column.unit) column.unit = unit, column.unit_line = field.line;
  if (*column.unit == unit) return Done{};
  const auto shown = [](const std::string& one) { return one.empty() ? std::string("no unit") : "`" + one + "`"; };
  return fault(fmt::format("`{}` is in {} here and in {} in line {}; write all of a column in one unit",
                           shortened(column.name), shown(unit), shown(*column.unit), column.unit_line),
               field);
}

Result<double> RunsReader::number(Column& column, const CsvField& field, std::string_view wanted) {
  const auto read = number_in(field.text);
  if (!read)
    return fault(fmt::format("`{}` of `{}` is no number; {}", shortened(field.text), shortened(column.name), wanted),
                 field);
  if (const Status same = same_unit(column, field, read->unit); !same) return same.error();
  return read->value;
}

Status RunsReader::loss(const CsvField& field, Run& run) {
  if (field.text.empty())
    return fault("the loss is missing; write `diverged` for a run that diverged, or leave the row out", field);
  if (says_diverged(field.text)) return Done{};
  const auto read = number_in(field.text);
  if (!read || !read->unit.empty())
    return fault(fmt::format("`{}` is no loss; it must be a number, or `diverged` or `nan`", shortened(field.text)),
                 field);
  run.loss = read->value;
  return Done{};
}

Status RunsReader::seed(const CsvField& field, Run& run) {
  std::int64_t whole = 0;
  const char* const end = field.text.data() + field.text.size();
  const auto [rest, wrong] = std::from_chars(field.text.data(), end, whole);
  if (wrong != std::errc{} || rest != end)
    return fault(fmt::format("`{}` is no seed; it must be a whole number", shortened(field.text)), field);
  run.seed = whole;
  return Done{};
}

/// Of a hyperparameter. Words are kept until a number comes, or none.
Status RunsReader::value(Column& column, const CsvField& field, Run& run) {
  const bool is_number = number_in(field.text).has_value();
  const bool first = column.words.empty() && !column.has_number;
  if (!is_number && !column.has_number) {
    column.words.resize(runs_.runs.size());
    column.words.push_back(field.text);
    return Done{};
  }
  if (is_number && !first && !column.has_number)
    return fault(fmt::format("`{}` has the number `{}` here and words above; write numbers or words in all of a column",
                             shortened(column.name), shortened(field.text)),
                 field);
  const auto read = number(column, field, "its column has numbers");
  if (!read) return read.error();
  column.has_number = true;
  run.values[column.name] = *read;
  return Done{};
}

Status RunsReader::cell(Column& column, const CsvField& field, Run& run) {
  if (column.kind == Kind::kIgnored) return Done{};
  if (column.kind == Kind::kLoss) return loss(field, run);
  if (field.text.empty()) return Done{};
  if (column.kind == Kind::kSeed) return seed(field, run);
  if (column.kind == Kind::kValue) return value(column, field, run);
  if (column.kind == Kind::kTag) {
    run.tags[column.name] = field.text;
    return Done{};
  }
  const auto read = number(column, field, "write one above 0, as `256` or `10M tok`, or leave the cell empty");
  if (!read) return read.error();
  if (!(*read > 0))
    return fault(fmt::format("`{}` is {}; it must be above 0", shortened(column.name), shortened(field.text)), field);
  if (column.kind == Kind::kFlops)
    run.flops = *read;
  else
    run.axes[column.name] = *read;
  return Done{};
}

/// A run that is counted twice makes results look surer than they are.
Status RunsReader::repeated(const CsvField& at) {
  const Run& run = runs_.runs.back();
  if (!run.seed || !known_.ignored.empty()) return Done{};
  const auto [before, added] = seen_.emplace(Key{run.axes, run.values, run.tags, *run.seed}, at.line);
  if (added) return Done{};
  return fault(
      fmt::format("the run is that of line {} again, with its seed; take one out, or give them different seeds",
                  before->second),
      at);
}

Status RunsReader::row(const CsvRow& row) {
  if (row.size() != columns_.size()) {
    const CsvField& at = row.size() > columns_.size() ? row[columns_.size()] : row.back();
    return fault(
        fmt::format("the row has {} field{}, the header {}", row.size(), row.size() == 1 ? "" : "s", columns_.size()),
        at);
  }
  if (runs_.runs.size() == kMostRuns)
    return fault(fmt::format("there are more than {} runs; keep those that are asked about", kMostRuns), row[0]);
  Run run;
  for (std::size_t i = 0; i < row.size(); ++i)
    if (const Status read = cell(columns_[i], row[i], run); !read) return read;
  runs_.runs.push_back(std::move(run));
  return repeated(row[0]);
}

void RunsReader::words_to_tags() {
  for (const Column& column : columns_)
    for (std::size_t i = 0; i < column.words.size(); ++i)
      if (!column.words[i].empty()) runs_.runs[i].tags[column.name] = column.words[i];
}

Result<Runs> RunsReader::read() {
  const auto first = reader_.next();
  if (!first) return first.error();
  if (!*first) return Error{"is empty; runs are lines below a header such as `width,base.lr,loss`", runs_.name};
  if (const Status read = header(**first); !read) return read.error();
  while (true) {
    const auto next = reader_.next();
    if (!next) return next.error();
    if (!*next) break;
    if (const Status read = row(**next); !read) return read.error();
  }
  if (runs_.runs.empty()) return Error{"has no runs below its header", runs_.name};
  words_to_tags();
  return std::move(runs_);
}

/// What is no text, or no commas.
std::optional<Error> form_fault(std::string_view text, const std::string& name) {
  if (text.find('\0') != std::string_view::npos)
    return Error{"is no text in UTF-8: it has zero bytes; save the table as CSV in UTF-8", name};
  if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos)
    return Error{"its lines end in carriage returns alone; convert it: tr '\\r' '\\n' < old.csv > new.csv", name};
  const std::string_view separator = other_separator(text);
  if (separator.empty()) return {};
  return Error{fmt::format("its columns are separated by {}; save it with commas, and points in numbers", separator),
               name + ":1:1"};
}

}  // namespace

Result<Runs> parse_runs(std::string_view text, const std::string& name, const Columns& columns) {
  if (auto fault = form_fault(text, name)) return *std::move(fault);
  return RunsReader(text, name, columns).read();
}

Result<Runs> read_runs(const std::string& path, const Columns& columns) {
  const auto text = read_named(path, kMostOfFile);
  if (!text) return text.error();
  return parse_runs(*text, path, columns);
}

}  // namespace cdp::study
