// The numbers that rules of the linter compare with (thresholds.def), as a table: what a team may set in cdp.toml. The
// rules read threshold_values.h, which is made from the same rows.
#pragma once

#include <span>
#include <string_view>

#include "compiler/config/threshold_values.h"

namespace cdp::config {

struct ThresholdRow {
  std::string_view key;
  double Thresholds::*member;
  double value;  // unless the user sets another
  std::string_view meaning;
};

[[nodiscard]] std::span<const ThresholdRow> threshold_rows();

}  // namespace cdp::config
