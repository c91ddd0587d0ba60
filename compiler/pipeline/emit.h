// The last stage: values and data flow to the plan.
#pragma once

#include <string>

#include "compiler/base/result.h"
#include "compiler/pipeline/stages.h"
#include "compiler/plan/plan.h"

namespace cdp::pipeline {

enum class Reasons { kKeep, kLeaveOut };

/// The plan of a scaled spec. `analysis` must be free of errors.
[[nodiscard]] plan::Plan emit(const AnalysedSpec& analysis, const scaling::Scaled& scaled, Reasons reasons);

/// The same as JSON, piece by piece, without holding the plan.
void emit_json(const AnalysedSpec& analysis, const scaling::Scaled& scaled, Reasons reasons, const Put& put);

/// The same as JSON that cdp-run reads: where it would be too long with its reasons, without them. Errors: it is too
/// long even so.
[[nodiscard]] Result<std::string> emit_readable(const AnalysedSpec& analysis, const scaling::Scaled& scaled);

/// Whether cdp and cdp-run would read that JSON again: its length is within plan::kMostPlan.
[[nodiscard]] bool is_readable(const AnalysedSpec& analysis, const scaling::Scaled& scaled);

}  // namespace cdp::pipeline
