// Along which axes a spec's model can grow.
#pragma once

#include <vector>

#include "compiler/analysis/growth/given.h"

namespace cdp::analysis {

/// Width, depth and the axes of the spec's own, those together that the rule set holds to one ratio
/// (`assert m_top_k == m_experts`).
[[nodiscard]] std::vector<Direction> model_directions(const Facts& facts);

/// Batch and duration, which move the optimizer's statistics and nothing in the model (horizon.cpp).
[[nodiscard]] std::vector<Direction> horizon_directions();
[[nodiscard]] bool is_horizon(const Direction& direction);

/// Those of both kinds along which one of the compilation's targets is `least` times the reference, or 1 / `least`.
[[nodiscard]] std::vector<Direction> moved_directions(const Facts& facts, double least);

}  // namespace cdp::analysis
