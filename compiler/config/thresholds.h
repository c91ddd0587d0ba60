// The numbers that rules of the linter compare with (thresholds.def), and what a team may set them to in cdp.toml.
#pragma once

#include <span>
#include <string_view>

namespace cdp::config {

struct Thresholds {
#define THRESHOLD(member, key, value, meaning) double member = value;
#include "compiler/config/thresholds.def"
#undef THRESHOLD
};

struct ThresholdRow {
  std::string_view key;
  double Thresholds::*member;
  double value;  // unless the user sets another
  std::string_view meaning;
};

inline constexpr ThresholdRow kThresholds[] = {
#define THRESHOLD(member, key, value, meaning) {key, &Thresholds::member, value, meaning},
#include "compiler/config/thresholds.def"
#undef THRESHOLD
};

}  // namespace cdp::config
