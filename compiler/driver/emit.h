// The last stage: values and data flow to the plan.
#pragma once

#include "compiler/driver/pipeline.h"
#include "compiler/plan/plan.h"

namespace cdp::driver {

enum class Reasons { kKeep, kLeaveOut };

/// The plan of a scaled spec. `analysis` must be free of errors.
[[nodiscard]] plan::Plan emit(const Analysis& analysis, const scaling::Scaled& scaled, Reasons reasons);

}  // namespace cdp::driver
