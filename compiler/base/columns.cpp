// Widths in code points; see columns.h.
#include "compiler/base/columns.h"

#include <algorithm>

#include "compiler/base/utf8.h"

namespace cdp {

namespace {

std::vector<std::size_t> widths(const std::vector<std::vector<Cell>>& rows) {
  std::vector<std::size_t> result;
  for (const auto& row : rows) {
    if (result.size() < row.size()) result.resize(row.size(), 0);
    for (std::size_t i = 0; i < row.size(); ++i) result[i] = std::max(result[i], count_code_points(row[i].text));
  }
  return result;
}

}  // namespace

std::string columns(const std::vector<std::vector<Cell>>& rows, const std::vector<Align>& alignment, std::size_t indent,
                    Color color) {
  const std::vector<std::size_t> width = widths(rows);
  std::string result;
  for (const auto& row : rows) {
    std::size_t pending = indent;  // spaces not written yet, so that no line ends in some
    bool first = true;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (width[i] == 0) continue;
      if (!first) pending += 2;
      first = false;
      const std::size_t rest = width[i] - count_code_points(row[i].text);
      const bool right = i < alignment.size() && alignment[i] == Align::kRight;
      if (right) pending += rest;
      if (!row[i].text.empty()) {
        result.append(pending, ' ');
        pending = 0;
        result += row[i].style ? paint(color, *row[i].style, row[i].text) : row[i].text;
      }
      if (!right) pending += rest;
    }
    result += '\n';
  }
  return result;
}

}  // namespace cdp
