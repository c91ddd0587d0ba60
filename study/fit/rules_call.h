// The rule set that runs were made under, as a spec writes it: `complete_d_p(duration_exponent = 0.5)`. A law of
// base.lr is what is left over what those rules do already. Reads the form of a call alone; what a rule set does is the
// compiler's.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::study {

struct RulesCall {
  std::string use;                                             // `std.complete_d_p`, or `"mine.cdp"` with its quotes
  std::string name;                                            // complete_d_p
  std::vector<std::pair<std::string, std::string>> arguments;  // as written, in their order
  std::vector<std::pair<std::string, double>> exponents;  // of duration_exponent and batch_exponent, where it has them

  [[nodiscard]] std::optional<double> exponent(const std::string& parameter) const;
  /// `complete_d_p(alpha = 1)`
  [[nodiscard]] std::string text() const;
};

/// The text of a file of rules that is not the library's.
using ReadRules = Result<std::string> (*)(const std::string& path);

/// `NAME(ARGUMENT = VALUE, ...)` of the standard library, the brackets may lack; `FILE.cdp:NAME(...)` of a file of
/// one's own, which `read` reads. Errors: another form, a rule set that the library or the file does not have.
[[nodiscard]] Result<RulesCall> parse_rules_call(const std::string& text, ReadRules read);

}  // namespace cdp::study
