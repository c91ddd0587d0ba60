// The sample plan under each optimizer.
#pragma once

#include "compiler/plan/optimizers.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::plan::testing {

/// The plan under another optimizer: every tensor with what it has there, and nothing else.
inline Plan with_optimizer(Plan plan, OptimizerKind optimizer) {
  plan.training.optimizer = optimizer;
  for (Tensor& tensor : plan.tensors) {
    const OptimizerRow& own = updater(optimizer, tensor.tags);
    if (!row(optimizer).tag.empty()) tensor.optimizer = own.optimizer;
    if (!own.has("beta2")) tensor.beta2.reset();
    if (!own.has("eps")) tensor.eps.reset();
  }
  return plan;
}

}  // namespace cdp::plan::testing
