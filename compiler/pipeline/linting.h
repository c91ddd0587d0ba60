// Between the stages and the linter: an analysed file as what rules read, and all that is found in it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/lint/filter.h"
#include "compiler/pipeline/stages.h"

namespace cdp::pipeline {

/// Runs rules over an analysed file, at its reference and at the targets of that name (`all`: every target). What the
/// stages find while scaling goes to the analysis's own sink, what the rules find to `findings`. Rules about comments
/// need what others find, and do not run.
void lint(AnalysedSpec& analysis, std::span<const lint::Rule* const> rules, const config::Thresholds& thresholds,
          const std::string& target, diag::DiagnosticSink& findings);

/// How much of a file lint() has looked at.
[[nodiscard]] lint::Seen seen_of(const AnalysedSpec& analysis, const std::string& target);

/// What is found in a file by the stages and by the selected rules; `suppressions` are filled with those of its
/// comments and are what the findings point to.
[[nodiscard]] std::vector<lint::Filtered> lint(AnalysedSpec& analysis, const lint::Selection& selection,
                                               const config::Thresholds& thresholds, const std::string& target,
                                               std::vector<lint::Suppression>& suppressions);

}  // namespace cdp::pipeline
