// The factor on attention's logits that every trainer takes unless it is told another: one over the root of a head's
// width.
#pragma once

#include <string>
#include <vector>

#include "compiler/plan/plan.h"

namespace cdp::exporting {

/// The multipliers that a model elsewhere has to be given: not those that are 1, and not those that are attention's
/// usual factor, as the data flow shows.
[[nodiscard]] std::vector<plan::Multiplier> unusual_multipliers(const plan::Plan& plan);

}  // namespace cdp::exporting
