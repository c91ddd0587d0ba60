// The names in one rule set: parameters, ratios, hyperparameters, the rule set it extends.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/sema/program.h"

namespace cdp::sema {

void check_rules(const syntax::Rules& rules, const Program& program, std::size_t file, diag::DiagnosticSink& sink);

}  // namespace cdp::sema
