// How long the reference's run is, as far as it is known before there is a model: for messages that turn steps into a
// fraction of the run.
#pragma once

#include <optional>
#include <string>

#include "compiler/sema/constants.h"

namespace cdp::sema {

/// So many steps of the reference's.
struct PartOfRun {
  double steps = 0;
  double of = 0;

  [[nodiscard]] bool is_all() const { return steps >= of; }
  /// As a spec may say it: `4%`, `100 / 1220`.
  [[nodiscard]] std::string written() const;
};

struct RunLength {
  double batch = 0;  // sequences
  std::optional<double> context;
  double steps = 0;

  /// What a number of steps, sequences or tokens is of it; without a unit: steps.
  [[nodiscard]] std::optional<PartOfRun> part(const Quantity& quantity) const;
};

/// Null where the reference does not say it, or counts tokens by parameters.
[[nodiscard]] std::optional<RunLength> run_length(const Constants& constants);

}  // namespace cdp::sema
