// Tags in the selectors of rule sets and of `tune`, and what `tune` sets, as written: for files that no model stands
// behind. Where there is one, scaling finds more.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/sema/program.h"

namespace cdp::model {

/// Checks all files but the standard library's (those too, if the root is one of them). A tag is known that the table
/// has or that a member declares, in any file of the program or in the standard library.
void check_tuning(const sema::Program& program, diag::DiagnosticSink& sink);

}  // namespace cdp::model
