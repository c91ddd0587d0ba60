// Columns over neighbouring lines: setters, types of members, opening braces, equal cells of one-line blocks, comments.
// Inside compiler/format only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/format/layout.h"

namespace cdp::format {

/// An entry that stands directly below the one before it.
struct AlignedRow {
  Rendered entry;
  Align align = Align::kNone;
  bool is_list = false;
  std::string_view comment;  // behind it; may be empty

  [[nodiscard]] bool several_lines() const { return entry.text.find('\n') != std::string::npos; }
};

/// Pads the rows' texts, so that what belongs below each other is, and puts their comments behind them. Columns that
/// would make a line too long are left as they are.
void align(std::span<AlignedRow> rows);

}  // namespace cdp::format
