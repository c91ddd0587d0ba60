// Tensors that one side holds in one piece and the other in several: query, key and value, gate and up.
#pragma once

#include "compiler/verify/data_flow.h"
#include "compiler/verify/sides.h"

namespace cdp::verify {

/// Open tensors of the file whose rows are those of open siblings in the plan, one below the other (transposed: the
/// columns). In banks, matrix by matrix.
[[nodiscard]] Explained find_fused(Sides& sides, const DataFlow& flow);

/// Open tensors of the plan whose rows are those of open tensors of the file that are called like query, key and value,
/// or gate and up, and otherwise alike.
[[nodiscard]] Explained find_split(Sides& sides);

}  // namespace cdp::verify
