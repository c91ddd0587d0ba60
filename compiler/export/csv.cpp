// The plan as one table (RFC 4180): a row a tensor, a row a multiplier, a row for everything else that the plan says.
// Columns and rows are made from fields(), so a new plan field is a new column here.
#include <algorithm>
#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/harmless.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"
#include "compiler/export/export.h"
#include "compiler/plan/optimizers.h"
#include "compiler/plan/value_kinds.h"

namespace cdp::exporting {
namespace {

using Cells = std::vector<std::pair<std::string, std::string>>;  // path of keys, text

/// Quoted where RFC 4180 wants it.
std::string quoted_cell(std::string_view text) {
  if (text.find_first_of("\",\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string line(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& cell : cells) out += (&cell == &cells.front() ? "" : ",") + quoted_cell(cell);
  return out + "\r\n";
}

/// What spreadsheets pass over in front of a formula: blanks of all kinds, those without width, and U+FFFD.
bool is_passed_over(char32_t point) {
  constexpr std::u32string_view kOthers = U"\u00A0\u1680\u202F\u205F\u2060\u3000\uFEFF";
  const bool of_block = point >= 0x2000 && point <= 0x200D;
  return point == ' ' || of_block || point == kReplacement || kOthers.find(point) != std::u32string_view::npos;
}

/// Full-width signs are signs in some languages' spreadsheets.
bool is_formula(std::string_view text) {
  constexpr std::u32string_view kSigns = U"=+-@\uFF1D\uFF0B\uFF0D\uFF20";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (!is_passed_over(point.value)) return kSigns.find(point.value) != std::u32string_view::npos;
    at += point.bytes;
  }
  return false;
}

/// A name that a spreadsheet would take for a formula, and run, gets an apostrophe in front. Numbers are numbers.
std::string text_of(const std::string& value) {
  std::string shown = harmless(value);
  return is_formula(shown) ? "'" + shown : shown;
}
std::string text_of(double value) {
  return shortest(value);
}
std::string text_of(std::int64_t value) {
  return std::to_string(value);
}
std::string text_of(bool value) {
  return value ? "true" : "false";
}
std::string text_of(const plan::Scalar& value) {
  return std::visit([](const auto& one) { return text_of(one); }, value);
}
std::string text_of(const std::vector<std::int64_t>& shape) {
  return fmt::format("{}", fmt::join(shape, "x"));
}
std::string text_of(const std::vector<std::string>& words) {
  return text_of(fmt::format("{}", fmt::join(words, " ")));
}
template <IsWord T>
std::string text_of(T value) {
  return std::string(word(value));
}
template <class T>
std::string text_of(const std::optional<T>& value) {
  return value ? text_of(*value) : std::string();
}

/// Reasons, data flow, and the lists that have rows of their own.
template <class T>
inline constexpr bool kHasNoCell =
    std::same_as<T, std::optional<plan::Because>> || std::same_as<T, plan::Block> ||
    std::same_as<T, std::vector<plan::Tensor>> || std::same_as<T, std::vector<plan::Multiplier>>;

/// Everything in `value`, each number or word with the keys that lead to it.
template <class T>
void flatten(const std::string& path, const T& value, Cells& cells) {
  const auto below = [&path](std::string_view key) { return path + (path.empty() ? "" : ".") + std::string(key); };
  if constexpr (kHasNoCell<T>) {
    return;
  } else if constexpr (plan::HasFields<T>) {
    plan::for_each_field<T>([&](const auto& field) {
      const auto& member = value.*(field.member);
      if constexpr (std::same_as<std::remove_cvref_t<decltype(member)>, std::vector<std::string>>)
        if (field.presence == plan::Presence::kOptional && member.empty()) return;
      flatten(below(field.key), member, cells);
    });
  } else if constexpr (plan::IsOrdered<T>) {
    for (const auto& [key, item] : value) flatten(below(key), item, cells);
  } else if constexpr (std::same_as<T, std::vector<plan::SpecFile>>) {
    for (const plan::SpecFile& file : value) {
      cells.emplace_back(below(file.path), text_of(file.sha256));
      if (!file.stands_in.empty()) cells.emplace_back(below(file.path) + ".stands_in", text_of(file.stands_in));
    }
  } else {
    cells.emplace_back(path, text_of(value));
  }
}

template <class T>
Cells flattened(const T& value) {
  Cells cells;
  flatten("", value, cells);
  return cells;
}

constexpr std::string_view kKind = "kind", kValue = "value";

/// What a tensor has, after its kind; the last column is for all other rows.
std::vector<std::string> titles() {
  std::vector<std::string> all = {std::string(kKind)};
  for (const auto& [path, text] : flattened(plan::Tensor{})) all.push_back(path);
  all.emplace_back(kValue);
  return all;
}

/// A row with the cells that there are columns for.
std::string row(std::string_view kind, const Cells& cells, const std::vector<std::string>& columns) {
  std::vector<std::string> out(columns.size());
  out.front() = kind;
  for (const auto& [path, text] : cells) {
    const auto column = std::find(columns.begin(), columns.end(), path);
    if (column != columns.end()) out[static_cast<std::size_t>(column - columns.begin())] = text;
  }
  return line(out);
}

void write_table(const plan::Plan& plan, const Put& put) {
  const std::vector<std::string> columns = titles();
  if (!put(line(columns))) return;
  for (const plan::Tensor& tensor : plan.tensors) {
    plan::Tensor spelt_out = tensor;
    if (!spelt_out.optimizer) spelt_out.optimizer = plan.training.optimizer;
    if (!put(row("tensor", flattened(spelt_out), columns))) return;
  }
  for (const plan::Multiplier& multiplier : plan.multipliers)
    if (!put(row("multiplier", flattened(multiplier), columns))) return;
  for (const auto& [path, text] : flattened(plan))
    if (!put(row("plan", {{"name", text_of(path)}, {"value", text}}, columns))) return;
}

}  // namespace

Result<Export> export_csv(const Input& input) {
  const plan::Plan& plan = input.plan;
  return Export{{{"", [&plan](const Put& put) { write_table(plan, put); }}}, {}};
}

}  // namespace cdp::exporting
