// Modules checked as written, for those that no model has made yet: what is called and with what, how many values, of
// which kinds; members that nothing uses. Shapes need a model, and are instantiate()'s.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/sema/program.h"

namespace cdp::model {

/// Checks all files but the standard library's (those too, if the root is one of them). Names are known to be
/// declared: sema::resolve_names has reported what is not.
void check_modules(const sema::Program& program, diag::DiagnosticSink& sink);

}  // namespace cdp::model
