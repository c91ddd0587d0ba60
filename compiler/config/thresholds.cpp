// See thresholds.h.
#include "compiler/config/thresholds.h"

namespace cdp::config {
namespace {

constexpr ThresholdRow kRows[] = {
#define THRESHOLD(member, key, value, meaning) {key, &Thresholds::member, value, meaning},
#include "compiler/config/thresholds.def"
#undef THRESHOLD
};

}  // namespace

Thresholds::Thresholds() {  // NOLINT(cppcoreguidelines-pro-type-member-init): every row is a member
  for (const ThresholdRow& row : kRows) this->*row.member = row.value;
}

std::span<const ThresholdRow> threshold_rows() {
  return kRows;
}

}  // namespace cdp::config
