// A fitted law as a `.cdp` rule set: monomials in ratios to a reference scale, the range and the batch policy that it
// was fitted for as assertions that `cdp check` and `cdp compile` enforce, the words of training as `requires`.
#pragma once

#include <map>
#include <string>

#include "compiler/base/result.h"
#include "study/fit/fit.h"

namespace cdp::study {

/// The text of the file. Ratios are from the smallest scale that was fitted, or from the one in the parameters
/// `reference_AXIS`; exponents have four decimals. `reach` widens the fitted range. The bytes depend on the report
/// alone. Errors: no law was fitted; a hyperparameter that no rule selects (`base.NAME` and `@tag.NAME` are selected).
[[nodiscard]] Result<std::string> to_rule_set(const FitReport& report);

/// `fitted_lr` of `base.lr`
[[nodiscard]] std::string rule_set_name(const FitReport& report);

}  // namespace cdp::study
