// Every value of a hyperparameter at every scale, with the line that sets it.
#pragma once

#include <functional>

#include "compiler/analysis/compilation.h"

namespace cdp::analysis {

/// A tensor's value of a hyperparameter at a scale. Layers that share their settings are seen once.
struct ValueAt {
  const ScaleValues& scale;
  const model::Tensor& tensor;
  const scaling::Instance& instance;
  double value;
  Span at;  // of the line that sets it: in `base` or a `tune`
};
void visit_values(const Compilation& compilation, sema::Hp hp, const std::function<void(const ValueAt&)>& visit);

/// The size that a tensor's numbers start at: its `init_std`, 1 for ones, 0 for zeros.
[[nodiscard]] double initial_size(const model::Tensor& tensor, const scaling::Instance& instance);

}  // namespace cdp::analysis
