// A scale that a spec is compiled to, with every value there.
#pragma once

#include <string>
#include <vector>

#include "compiler/scaling/settings.h"
#include "compiler/sema/spec.h"

namespace cdp::lint {

/// Both of what it is made of outlive it.
struct ScaleValues {
  ScaleValues(const scaling::Scaled& scaled_values, const sema::ScaleSettings& written);

  [[nodiscard]] const std::string& name() const { return scaled.target.name; }

  const scaling::Scaled& scaled;
  const sema::ScaleSettings& settings;  // as written: the reference, or a target
  /// The first instance of each tensor and multiplier of the folded model, found once: there may be millions of layers
  /// before the last part. Null for a part without instances.
  std::vector<const scaling::Instance*> first_tensors, first_multipliers;
};

}  // namespace cdp::lint
