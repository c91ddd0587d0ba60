// Pads lines. Every column is worked out from words alone, never from the padding in the source: formatting twice
// gives the same text.
#include "compiler/format/align.h"

#include <algorithm>
#include <vector>

#include "compiler/base/utf8.h"
#include "compiler/format/format.h"

namespace cdp::format {

namespace {

std::size_t columns_to(const AlignedRow& row, std::size_t offset) {
  return count_code_points(std::string_view(row.entry.text).substr(0, offset));
}

std::size_t first_line_columns(const AlignedRow& row) {
  return columns_to(row, row.entry.text.find('\n'));
}

/// Inserts spaces; what was noted behind the place moves with the text.
void pad(AlignedRow& row, std::size_t offset, std::size_t spaces) {
  row.entry.text.insert(offset, spaces, ' ');
  for (Cell& cell : row.entry.cells) {
    if (cell.offset >= offset) cell.offset += spaces;
  }
  if (row.entry.mark != std::string::npos && row.entry.mark >= offset) row.entry.mark += spaces;
}

/// The column that is to be the same in all rows: where the mark stands, or for setters where their `=` ends.
std::size_t marked_column(const AlignedRow& row) {
  std::size_t end = row.entry.mark;
  if (row.align == Align::kValue) end = row.entry.text.find('=', end) + 1;
  return columns_to(row, end);
}

/// How far a list of selectors may push what it is aligned with.
constexpr std::size_t kReach = 12;

/// The last column in which rows are aligned: lists of selectors that are much wider than the rest stand alone.
std::size_t last_column(const std::vector<AlignedRow*>& rows) {
  std::size_t single = 0;
  std::size_t list = std::string::npos;
  for (const AlignedRow* row : rows) {
    if (row->is_list) {
      list = std::min(list, marked_column(*row));
    } else {
      single = std::max(single, marked_column(*row));
    }
  }
  return (single > 0 ? single : list) + kReach;
}

void align_marks(std::span<AlignedRow> all, Align by) {
  std::vector<AlignedRow*> rows;
  for (AlignedRow& row : all) {
    if (row.align == by && row.entry.mark != std::string::npos) rows.push_back(&row);
  }
  const std::size_t last = last_column(rows);
  std::erase_if(rows, [&](const AlignedRow* row) { return row->is_list && marked_column(*row) > last; });
  std::size_t column = 0;
  for (const AlignedRow* row : rows) column = std::max(column, marked_column(*row));
  for (const AlignedRow* row : rows) {
    if (first_line_columns(*row) + column - marked_column(*row) > kColumns) return;
  }
  for (AlignedRow* row : rows) pad(*row, row->entry.mark, column - marked_column(*row));
}

/// Whether the blocks of both rows begin in one column and set the same up to and including cell `last`.
bool same_cells(const AlignedRow& a, const AlignedRow& b, std::size_t last) {
  if (a.entry.cells.size() <= last || b.entry.cells.size() <= last) return false;
  if (columns_to(a, a.entry.cells[0].offset) != columns_to(b, b.entry.cells[0].offset)) return false;
  return std::equal(a.entry.cells.begin(), a.entry.cells.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                    b.entry.cells.begin(), [](const Cell& x, const Cell& y) { return x.key == y.key; });
}

void align_cell(std::span<AlignedRow> run, std::size_t index) {
  std::size_t column = 0;
  for (const AlignedRow& row : run) column = std::max(column, columns_to(row, row.entry.cells[index].offset));
  const auto missing = [&](const AlignedRow& row) { return column - columns_to(row, row.entry.cells[index].offset); };
  for (const AlignedRow& row : run) {
    if (first_line_columns(row) + missing(row) > kColumns) return;
  }
  for (AlignedRow& row : run) pad(row, row.entry.cells[index].offset, missing(row));
}

void align_cells(std::span<AlignedRow> rows) {
  std::size_t most = 0;
  for (const AlignedRow& row : rows) most = std::max(most, row.entry.cells.size());
  for (std::size_t index = 1; index < most; ++index) {
    for (std::size_t begin = 0; begin < rows.size();) {
      std::size_t end = begin + 1;
      while (end < rows.size() && same_cells(rows[end - 1], rows[end], index)) ++end;
      if (end - begin > 1) align_cell(rows.subspan(begin, end - begin), index);
      begin = end;
    }
  }
}

void align_comments(std::span<AlignedRow> rows) {
  std::size_t column = 0;
  for (const AlignedRow& row : rows) {
    if (!row.comment.empty() && !row.several_lines()) column = std::max(column, first_line_columns(row));
  }
  for (AlignedRow& row : rows) {
    if (row.comment.empty()) continue;
    if (!row.several_lines()) row.entry.text.append(column - first_line_columns(row), ' ');
    row.entry.text += "  ";
    row.entry.text += row.comment;
  }
}

}  // namespace

void align(std::span<AlignedRow> rows) {
  for (const Align by : {Align::kValue, Align::kMember, Align::kTune, Align::kTarget, Align::kClause}) {
    align_marks(rows, by);
  }
  align_cells(rows);
  align_comments(rows);
}

}  // namespace cdp::format
