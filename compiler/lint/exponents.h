// With what exponents the rules of a spec act: read off their monomials, so that a user's own rule set is judged as the
// standard library's are, whatever it is called. What rules do to 1 - value and by `^=` is no such exponent.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// By ratio: "width", "in", "params", an axis of the user's. Those that cancel are left out.
using Exponents = std::map<std::string, double, std::less<>>;

/// What acts on a hyperparameter of a tensor, and on a multiplier's value.
[[nodiscard]] std::vector<const scaling::Rule*> rules_on(const CheckedSpec& checked, const model::Tensor& tensor,
                                                         sema::Hp hp);
[[nodiscard]] std::vector<const scaling::Rule*> rules_on(const CheckedSpec& checked,
                                                         const model::Multiplier& multiplier);

/// Those of them that have a ratio.
[[nodiscard]] std::vector<const scaling::Rule*> naming(std::vector<const scaling::Rule*> rules, std::string_view ratio);

/// Their product.
[[nodiscard]] Exponents exponents_of(const std::vector<const scaling::Rule*>& rules);

/// The exponent in one axis, a tensor's fan-in and fan-out (a multiplier's fan-in) included.
[[nodiscard]] double growth(const CheckedSpec& checked, const model::Tensor& tensor, sema::Hp hp,
                            std::string_view axis);
[[nodiscard]] double growth(const CheckedSpec& checked, const model::Multiplier& multiplier, std::string_view axis);

/// Whether a ratio says how large the tensors are: fan-in, fan-out, width, an axis of the user's.
[[nodiscard]] bool is_of_shape(std::string_view ratio);
[[nodiscard]] bool has_shape(const Exponents& exponents);

/// Whether some learning rate, or a multiplier but that of attention, follows the shape of its tensor: the rules are a
/// parameterization of their own and not the standard one.
[[nodiscard]] bool follows_shapes(const CheckedSpec& checked);

/// Whether learning rates follow the number of parameters: a law fitted from sweeps.
[[nodiscard]] bool is_law(const CheckedSpec& checked);

/// Whether one step changes each entry by about its learning rate, however large the gradient: AdamW and Lion.
[[nodiscard]] bool steps_by_lr(const CheckedSpec& checked, const model::Tensor& tensor);

/// Whether a ratio target / reference is large enough (`least-growth`), or far enough from 1, for rules about scaling
/// to speak of it: what a few percent do is not seen beside the noise of any sweep.
[[nodiscard]] bool grows(const CheckedSpec& checked, double ratio);
[[nodiscard]] bool changes(const CheckedSpec& checked, double ratio);

/// The target with the largest ratio in an axis; null where none grows.
[[nodiscard]] const ScaleValues* farthest(const CheckedSpec& checked, std::string_view axis);

/// The first of the rules that stands in the linted file, else the choice of the rule set.
[[nodiscard]] Span rules_span(const CheckedSpec& checked, const std::vector<const scaling::Rule*>& rules = {});

/// Whether the rule set speaks of a ratio at all: in a rule or in an assert.
[[nodiscard]] bool speaks_of(const CheckedSpec& checked, std::string_view ratio);

}  // namespace cdp::lint
