// The data flow at one scale, as a plan holds it, and whether it can run there: what shapes as expressions leave open,
// numbers decide.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/model/model.h"
#include "compiler/plan/graph.h"
#include "compiler/scaling/scale.h"

namespace cdp::scaling {

/// Stacks stay folded. The model must hold at the scale (holds_at).
[[nodiscard]] plan::Block graph_at(const model::Model& model, const Scale& scale);

/// Whether the plan's reader would take the graph: its constants are in range, every operation's shapes fit, and it is
/// not too long with its stacks unfolded. What is not so is reported. Dimensions and counts of stacks are whole
/// numbers.
[[nodiscard]] bool graph_holds_at(const model::Model& model, const Scale& scale, diag::DiagnosticSink& sink);

}  // namespace cdp::scaling
