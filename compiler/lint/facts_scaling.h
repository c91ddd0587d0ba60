// What rules about scaling across targets share: how a target changes what the reference has.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/lint/exponents.h"
#include "compiler/lint/flow.h"

namespace cdp::lint {

/// Target / reference of something that depends on the axes.
[[nodiscard]] double ratio_of(const ScaleValues& scale, const sema::Sym& size);
[[nodiscard]] double at_reference(const ScaleValues& scale, const sema::Sym& size);
[[nodiscard]] double at_target(const ScaleValues& scale, const sema::Sym& size);

/// Target / reference of a multiplier's value in the first layer; null where it is 0.
[[nodiscard]] std::optional<double> ratio_of(const CheckedSpec& checked, const ScaleValues& scale,
                                             std::size_t multiplier);

/// The exponent in an axis with which a step changes what a matrix makes: of its lr and of the multipliers around it.
[[nodiscard]] double learning_growth(const CheckedSpec& checked, const Flow& flow, std::size_t tensor,
                                     std::string_view axis);
/// Whether rules make any of the two follow the matrix's shape.
[[nodiscard]] bool learning_follows_shape(const CheckedSpec& checked, const Flow& flow, std::size_t tensor);

/// Names of the hidden matrices whose steps are as large as their lr; `scaled`: those with which it follows shapes.
struct Hidden {
  std::vector<std::string> names;
  std::size_t scaled = 0;
};
[[nodiscard]] Hidden hidden_matrices(const CheckedSpec& checked, const Flow& flow);

/// A matrix that makes the model's output: contracted over width, in no stack over depth, not the embedding's own.
[[nodiscard]] bool is_readout(const model::Tensor& tensor);

/// Reports the targets that are more than `most` times the reference in an axis, as one: the farthest, its sizes,
/// ratio, `most`.
void report_beyond(const CheckedSpec& checked, Findings& findings, std::string_view axis, double most);

/// `x8`, `x0.125`
[[nodiscard]] std::string times(double factor);

}  // namespace cdp::lint
