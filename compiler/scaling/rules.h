// Rule sets to exponents: every rule a monomial in ratios target / reference.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/model/model.h"
#include "compiler/plan/plan.h"
#include "compiler/sema/constants.h"
#include "compiler/sema/hyperparameters.h"
#include "compiler/sema/spec.h"

namespace cdp::scaling {

/// A ratio's canonical name ("width" for both m_N and m_width, "in", "out", "params", an axis) and its exponent.
struct RatioPower {
  std::string ratio;
  double exponent = 1;
};

struct Rule {
  const syntax::Selector* selector = nullptr;
  sema::Hp hp = sema::Hp::lr;
  bool complement = false;  // acts on 1 - value
  bool power = false;       // `^=`
  std::vector<RatioPower> monomial;
  Span span;                            // of the adjustment
  const std::string* source = nullptr;  // the rule set's doc comment: paper and table
  const syntax::Rules* from = nullptr;  // the rule set in which it stands
};

/// `beta2 >= 0.95`: acts on what the rules have made of a value.
struct Bound {
  const syntax::Selector* selector = nullptr;
  sema::Hp hp = sema::Hp::lr;
  bool least = false;  // `>=`
  double value = 0;
  Span span;
  const std::string* source = nullptr;  // as a rule's
};

/// An `assert` of a rule set. Its names are ratios, as axes "m_width" of symbolic numbers.
struct RuleAssertion {
  model::Assertion assertion;
  std::string rule_set;  // where it stands
};

struct RuleSet {
  std::string name;
  plan::Ordered<plan::Scalar> arguments;  // defaults included
  std::vector<Rule> rules;                // those of the rule set it extends first
  std::vector<Bound> bounds;              // likewise; they act after all rules
  std::vector<RuleAssertion> assertions;
};

/// The name that rules write for a canonical one: "m_N" for "width", "m_in" for "in".
[[nodiscard]] std::string written_ratio(std::string_view ratio);

/// Ratios are axes of their own kind of symbolic number, so that `width` brought in by a constant is not taken for one.
inline constexpr std::string_view kRatioMark = "m_";

/// `parameterization = complete_d_p(alpha = 1)`; null after a reported error.
[[nodiscard]] std::optional<RuleSet> resolve_rules(const sema::Spec& spec, const sema::Constants& constants,
                                                   diag::DiagnosticSink& sink);

/// A rule set with its defaults, for checking one that nothing uses yet. Parameters without a default count as 1;
/// where one is used as something else than a number, nothing is checked.
void check_monomials(const sema::Declaration& declaration, const sema::Constants& constants,
                     diag::DiagnosticSink& sink);

}  // namespace cdp::scaling
