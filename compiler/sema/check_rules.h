// What the names in one rule set mean: parameters, ratios, hyperparameters, the rule set it extends.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/sema/program.h"

namespace cdp::sema {

/// Fills `program.names` for a rule set of that file, and reports its faults.
void check_rules(const syntax::Rules& rules, Program& program, std::size_t file, diag::DiagnosticSink& sink);

}  // namespace cdp::sema
