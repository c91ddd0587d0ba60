// A spec without errors at its scales, frozen: what the stages made of it, for whoever asks what follows.
#pragma once

#include <span>

#include "compiler/analysis/scale_values.h"
#include "compiler/model/model.h"
#include "compiler/scaling/rules.h"
#include "compiler/sema/constants.h"
#include "compiler/sema/spec.h"

namespace cdp::analysis {

/// All of it outlives the compilation. The first scale is the reference; the others are the targets that were asked
/// for.
struct Compilation {
  const sema::Spec& spec;
  const model::Model& model;
  const scaling::RuleSet& rules;
  const sema::Constants& constants;
  std::span<const ScaleValues> scales;

  [[nodiscard]] const ScaleValues& reference() const { return scales.front(); }
  [[nodiscard]] std::span<const ScaleValues> targets() const { return scales.subspan(1); }
  /// The spec as it is written.
  [[nodiscard]] const syntax::File& file() const { return constants.program().root().ast; }
};

}  // namespace cdp::analysis
