// Instructions that one pass over memory can do. The results are the same but for rounding.
#pragma once

#include "runtime/graph/program.h"

namespace cdp::runtime {

/// x + c * y with a number c, silu(x) * y, and a product with a bias become one instruction each where nobody else
/// reads the middle; all chunks of a value become one split.
void fuse(Program& program);

}  // namespace cdp::runtime
