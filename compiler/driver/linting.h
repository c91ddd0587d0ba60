// Between the stages and the linter: an analysed file as what rules read.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/driver/pipeline.h"
#include "compiler/lint/table.h"

namespace cdp::driver {

/// Runs rules over an analysed file, at its reference and at the targets of that name (`all`: every target). What the
/// stages find while scaling goes to the analysis's own sink, what the rules find to `findings`.
void lint(Analysis& analysis, std::span<const lint::Rule* const> rules, const config::Thresholds& thresholds,
          const std::string& target, diag::DiagnosticSink& findings);

}  // namespace cdp::driver
