// The sample plan under each optimizer.
#pragma once

#include <string>

#include "compiler/plan/optimizers.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::plan::testing {

/// The plan under another optimizer: every tensor with what it has there, and nothing else.
inline Plan with_optimizer(Plan plan, const std::string& name) {
  plan.training.optimizer = name;
  const OptimizerRow& optimizer = *find_optimizer(name);
  for (Tensor& tensor : plan.tensors) {
    const OptimizerRow& own = updater(optimizer, tensor.tags);
    tensor.optimizer = optimizer.tag.empty() ? "" : own.name;
    if (!own.has("beta2")) tensor.beta2.reset();
    if (!own.has("eps")) tensor.eps.reset();
  }
  return plan;
}

}  // namespace cdp::plan::testing
