// The last stage: values and data flow to the plan.
#pragma once

#include "compiler/pipeline/stages.h"
#include "compiler/plan/plan.h"

namespace cdp::pipeline {

enum class Reasons { kKeep, kLeaveOut };

/// The plan of a scaled spec. `analysis` must be free of errors.
[[nodiscard]] plan::Plan emit(const Analysis& analysis, const scaling::Scaled& scaled, Reasons reasons);

/// The same as JSON, piece by piece, without holding the plan.
void emit_json(const Analysis& analysis, const scaling::Scaled& scaled, Reasons reasons, const Put& put);

/// Whether cdp and cdp-run would read that JSON again: its length is within plan::kMostPlan.
[[nodiscard]] bool is_readable(const Analysis& analysis, const scaling::Scaled& scaled);

}  // namespace cdp::pipeline
