// Text in aligned columns, for tables on the terminal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/paint.h"

namespace cdp {

struct Cell {
  std::string text;
  std::optional<Style> style;
};

enum class Align { kLeft, kRight };

/// Rows of cells; two spaces between columns, none at the end of a line. Columns that are empty in every row are left
/// out. `indent` spaces before each line.
[[nodiscard]] std::string columns(const std::vector<std::vector<Cell>>& rows, const std::vector<Align>& alignment,
                                  std::size_t indent, Color color);

}  // namespace cdp
