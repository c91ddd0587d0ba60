// What a rule set asserts about the changes of scale it was made for, held at one target. Inside scaling/ only.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/scaling/ratios.h"
#include "compiler/scaling/settings.h"

namespace cdp::scaling {

/// False after a reported failure.
bool check_rule_assertions(const Inputs& inputs, const Ratios& ratios, diag::DiagnosticSink& sink);

}  // namespace cdp::scaling
