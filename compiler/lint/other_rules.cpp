// See other_rules.h.
#include "compiler/lint/other_rules.h"

#include <algorithm>

#include "compiler/lint/table.h"

namespace cdp::lint {

bool finds(const CheckedSpec& checked, std::string_view rule) {
  const Rule* other = find_rule(rule);
  const auto* find = other == nullptr ? nullptr : std::get_if<SpecRule>(&other->find);
  CHECK(find != nullptr);
  diag::DiagnosticSink heard;
  Findings findings(other->row, heard);
  (*find)(checked, findings);
  return !heard.empty();
}

bool scaled_by_fault(const CheckedSpec& checked) {
  constexpr std::string_view kRules[] = {"depth-without-residual-multipliers",
                                         "alpha-out-of-range",
                                         "tied-as-one-role",
                                         "readout-unscaled",
                                         "matrix-without-rule",
                                         "sp-does-not-transfer",
                                         "post-norm-scaled-branches",
                                         "rule-without-effect",
                                         "tags-never-together",
                                         "rule-without-holder"};
  return std::any_of(std::begin(kRules), std::end(kRules), [&](std::string_view rule) { return finds(checked, rule); });
}

}  // namespace cdp::lint
