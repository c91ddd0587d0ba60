// How fast a matrix learns as the model grows: its lr and the multipliers around it, and of whose steps lr is the size.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/analysis/compilation.h"
#include "compiler/plan/optimizers.h"

namespace cdp::analysis {

struct Facts;

/// What updates a tensor (scaling/updater.h).
[[nodiscard]] const plan::OptimizerRow& updater_of(const Compilation& compilation, const model::Tensor& tensor);
/// Whether one step changes each entry by about its learning rate, however large the gradient: AdamW and Lion.
[[nodiscard]] bool steps_by_lr(const Compilation& compilation, const model::Tensor& tensor);

/// The exponent in an axis with which a step changes what a matrix makes: of its lr and of the multipliers around it.
[[nodiscard]] double learning_growth(const Facts& facts, std::size_t tensor, std::string_view axis);
/// Whether rules make any of the two follow the matrix's shape.
[[nodiscard]] bool learning_follows_shape(const Facts& facts, std::size_t tensor);

/// Names of the hidden matrices whose steps are as large as their lr; `scaled`: those with which it follows shapes.
struct Hidden {
  std::vector<std::string> names;
  std::size_t scaled = 0;
};
[[nodiscard]] Hidden hidden_matrices(const Facts& facts);

/// A matrix that makes the model's output, and is not the embedding's own.
[[nodiscard]] bool is_readout(const model::Tensor& tensor);

/// Steps of warm-up at a scale.
[[nodiscard]] std::int64_t warmup_steps(const Compilation& compilation, const ScaleValues& scale);

/// Whether no rule, and no assert of the rules, reads batch or duration.
[[nodiscard]] bool horizon_is_unruled(const Facts& facts);

}  // namespace cdp::analysis
