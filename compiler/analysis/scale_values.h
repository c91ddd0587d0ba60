// A scale that a spec is compiled to, with every value there, and how it differs from the reference.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/model.h"
#include "compiler/scaling/ratios.h"
#include "compiler/scaling/settings.h"
#include "compiler/sema/spec.h"

namespace cdp::analysis {

/// A tensor of the folded model at a scale: all its layers, of which the first speaks for what does not depend on
/// depth.
struct TensorAt {
  const model::Tensor& tensor;
  const scaling::Instance& first;
};
struct MultiplierAt {
  const model::Multiplier& multiplier;
  const scaling::Instance& first;
};

/// All that it is made of outlives it.
struct ScaleValues {
  ScaleValues(const scaling::Scaled& scaled_values, const sema::ScaleSettings& written, const model::Model& model);

  [[nodiscard]] const std::string& name() const { return scaled.target.name; }

  const scaling::Scaled& scaled;
  const sema::ScaleSettings& settings;  // as written: the reference, or a target
  /// One for each part of the model, in its order; found once, as there may be millions of layers before the last.
  std::vector<TensorAt> tensors;
  std::vector<MultiplierAt> multipliers;
  scaling::Ratios ratios;  // target / reference
};

[[nodiscard]] bool has_tag(const model::Tensor& tensor, std::string_view tag);

/// Null where the tensor or multiplier has no such hyperparameter.
[[nodiscard]] std::optional<double> value_of(const scaling::Instance& instance, sema::Hp hp);

/// Target / reference of an axis; 1 where the spec has no such axis. `batch` in sequences (samples), `duration` in the
/// scale's own unit.
[[nodiscard]] double ratio_of(const ScaleValues& scale, std::string_view axis);
/// Target / reference of something that depends on the axes.
[[nodiscard]] double ratio_of(const ScaleValues& scale, const sema::Sym& size);
[[nodiscard]] double at_reference(const ScaleValues& scale, const sema::Sym& size);
[[nodiscard]] double at_target(const ScaleValues& scale, const sema::Sym& size);

/// Tokens (samples) for each trained number outside of embeddings; null where all are in embeddings.
[[nodiscard]] std::optional<double> tokens_per_parameter(const ScaleValues& scale);

}  // namespace cdp::analysis
