// What a rule set asserts about the changes of scale it was made for, held at one target. Inside scaling/ only.
#pragma once

#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/scaling/settings.h"
#include "compiler/scaling/settled.h"

namespace cdp::scaling {

/// Target / reference of what is one number for the whole model: "width", "batch" (in tokens a step), "params", an axis
/// of the user's. An axis that the spec does not have does not grow.
[[nodiscard]] Exact model_ratio(const Inputs& inputs, std::string_view name);

/// False after a reported failure.
bool hold_policies(const Inputs& inputs, diag::DiagnosticSink& sink);

}  // namespace cdp::scaling
