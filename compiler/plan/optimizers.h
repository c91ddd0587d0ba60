// The table of optimizers (optimizers.def): which there are, which hyperparameters their tensors have, and which of
// them updates which tensor. The update itself is the runtime's.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "compiler/plan/words.h"

namespace cdp::plan {

/// How large the numbers of one step are.
enum class StepSize : std::uint8_t { kLr, kOrthogonal, kGradient };

struct OptimizerRow {
  OptimizerKind optimizer;
  std::string_view hyperparameters;  // of the tensors that it updates: words, in the order of the plan's fields
  StepSize step;
  std::string_view tag;               // it updates tensors with this tag; empty: all tensors
  std::optional<OptimizerKind> rest;  // of the others; nothing where there are none
  std::string_view meaning;

  [[nodiscard]] constexpr bool has(std::string_view hyperparameter) const {
    for (std::string_view left = hyperparameters; !left.empty();) {
      const std::size_t end = std::min(left.find(' '), left.size());
      if (left.substr(0, end) == hyperparameter) return true;
      left.remove_prefix(std::min(end + 1, left.size()));
    }
    return false;
  }
};

inline constexpr auto kOptimizerRows = std::to_array<OptimizerRow>({
#define OPTIMIZER(name, hyperparameters, step, tag, rest, meaning) \
  {OptimizerKind::name, hyperparameters, StepSize::step, tag, find_word<OptimizerKind>(rest), meaning},
#include "compiler/plan/optimizers.def"
#undef OPTIMIZER
});

[[nodiscard]] constexpr const OptimizerRow& row(OptimizerKind optimizer) {
  return kOptimizerRows[static_cast<std::size_t>(optimizer)];
}

/// Whether one step changes each number by about its learning rate, however large the gradient.
[[nodiscard]] constexpr bool is_lr_sized(const OptimizerRow& row) {
  return row.step == StepSize::kLr;
}

/// What updates a tensor with these tags under a training's optimizer.
template <class Tags>
[[nodiscard]] const OptimizerRow& updater(OptimizerKind training, const Tags& tags) {
  const OptimizerRow& optimizer = row(training);
  if (optimizer.tag.empty() || std::find(tags.begin(), tags.end(), optimizer.tag) != tags.end()) return optimizer;
  return row(*optimizer.rest);
}

/// Whether it depends on the optimizer if a tensor has it; `init_std` does not.
[[nodiscard]] constexpr bool is_optimizers(std::string_view hyperparameter) {
  for (const OptimizerRow& row : kOptimizerRows)
    if (row.has(hyperparameter)) return true;
  return false;
}

}  // namespace cdp::plan
