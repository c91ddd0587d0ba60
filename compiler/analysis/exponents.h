// With what exponents the rules of a spec act: read off their monomials, so that a user's own rule set is judged as the
// standard library's are, whatever it is called. What rules do to 1 - value and by `^=` is no such exponent.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/model.h"
#include "compiler/scaling/rules.h"

namespace cdp::analysis {

/// By ratio: "width", "in", "params", an axis of the user's. Those that cancel are left out.
using Exponents = std::map<std::string, double, std::less<>>;

using Rules = std::vector<const scaling::Rule*>;

/// The product of their monomials.
[[nodiscard]] Exponents exponents_of(const Rules& rules);
/// Those of them that have a ratio.
[[nodiscard]] Rules naming(Rules rules, std::string_view ratio);

/// Whether a ratio says how large the tensors are: fan-in, fan-out, width, an axis of the user's.
[[nodiscard]] bool is_of_shape(std::string_view ratio);

/// What acts on one value, in the order in which it acts.
struct Acting {
  Rules rules;
  Exponents exponents;
};

/// What a rule set does to a model, whose tensors and multipliers are matched with its rules once.
struct RuleEffects {
  std::vector<std::array<Acting, sema::kHpCount>> tensors;  // by tensor and hyperparameter
  std::vector<Acting> multipliers;                          // on their values
  std::set<std::string, std::less<>> ratios;                // that a rule or an assert speaks of
  bool is_law = false;  // learning rates follow the number of parameters: a law fitted from sweeps
};

/// Both outlive it.
[[nodiscard]] RuleEffects effects_of(const scaling::RuleSet& rules, const model::Model& model);

}  // namespace cdp::analysis
