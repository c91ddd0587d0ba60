// Tensors that one side holds in one piece and the other in several: query, key and value, gate and up.
#pragma once

#include "compiler/verify/data_flow.h"
#include "compiler/verify/sides.h"

namespace cdp::verify {

/// Open tensors of the file whose first dimension is the sum of those of open siblings in the plan (transposed: the
/// last).
[[nodiscard]] std::vector<Item> find_fused(Sides& sides, const DataFlow& flow);

/// Open tensors of the plan whose first dimension is the sum of those of open tensors of the file that are called like
/// query, key and value, or gate and up, and otherwise alike.
[[nodiscard]] std::vector<Item> find_split(Sides& sides);

}  // namespace cdp::verify
