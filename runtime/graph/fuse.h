// Pairs of instructions that one pass over memory can do. The results are the same but for rounding.
#pragma once

#include "runtime/graph/program.h"

namespace cdp::runtime {

/// x + c * y with a number c, and silu(x) * y, become one instruction each where nobody else reads the middle.
void fuse(Program& program);

}  // namespace cdp::runtime
