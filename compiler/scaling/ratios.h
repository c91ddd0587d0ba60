// Target / reference of what rules read, for the engine and for whoever analyses a spec. The one place that says what
// such a ratio is where there was nothing at the reference.
#pragma once

#include <optional>
#include <string_view>

#include "compiler/model/model.h"
#include "compiler/scaling/scale.h"
#include "compiler/scaling/settled.h"

namespace cdp::scaling {

/// 1 where there was nothing at the reference, as of parameters outside of embeddings: what is not there does not grow.
[[nodiscard]] Exact quotient(double at_target, double at_reference);

class Ratios {
 public:
  /// All of it outlives the ratios.
  Ratios(const model::Model& model, const Scale& reference, const Scale& target);

  /// Of what is one number for the whole model: "width", "batch" (in tokens a step), "params" (outside of embeddings),
  /// an axis of the user's. An axis that the spec does not have does not grow.
  [[nodiscard]] Exact of(std::string_view name) const;
  /// The same as a tensor or a multiplier has it, "in" and "out" too; null where it has no such side. The "out" of a
  /// vector is how many numbers it has.
  [[nodiscard]] std::optional<Exact> of(std::string_view name, const model::Tensor& tensor) const;
  [[nodiscard]] std::optional<Exact> of(std::string_view name, const model::Multiplier& multiplier) const;

 private:
  [[nodiscard]] Exact of(const sema::Sym& size) const;

  const Scale& reference_;
  const Scale& target_;
  Exact params_;  // counted once
};

}  // namespace cdp::scaling
