// Values that rules have taken out of their range: one report for each target and cause, at the target's line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/scaling/settings.h"
#include "compiler/scaling/steps.h"

namespace cdp::scaling {

/// One value, of a folded tensor or multiplier, and the rule that took it out.
struct OutOfRange {
  sema::Hp hp = sema::Hp::lr;
  std::string path;
  double base = 0;  // before the rules
  double value = 0;
  Effect effect = Effect::kMultiply;
  double factor = 1;
  Span rule;
};

/// "at least 0 and below 1"
[[nodiscard]] std::string range_text(const sema::HpRow& row);
[[nodiscard]] bool in_range(const sema::HpRow& row, double value);

void report_out_of_range(const Inputs& inputs, const std::vector<OutOfRange>& values, diag::DiagnosticSink& sink);

/// What to write where, so that the parameterization of the spec takes the power form of its betas; null where it does
/// already, or does not offer it.
struct Edit {
  Span at;
  std::string text;
};
[[nodiscard]] std::optional<Edit> power_form(const sema::Spec& spec, const RuleSet& rules);

}  // namespace cdp::scaling
