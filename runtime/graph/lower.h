// From a plan's graph to a flat program: unfolds stacks, resolves names, folds numbers, checks shapes.
#pragma once

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"
#include "runtime/graph/program.h"

namespace cdp::runtime {

/// Whether the program knows which value of the plan is where.
enum class Names { kForget, kKeep };

/// The plan is valid (plan::validate). The error's place names the node: "node %7 (linear)".
[[nodiscard]] Result<Program> lower(const plan::Plan& plan, Names names = Names::kForget);

}  // namespace cdp::runtime
