// Tensors of an update for the optimizer's tests, each with its own settings.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "runtime/optim/adamw_update.h"

namespace cdp::runtime {

/// Five tensors, small and larger than one piece of work; two with a bf16 shadow and bf16 gradients.
inline std::vector<AdamWTensor> update_tensors(std::int64_t step) {
  at::manual_seed(step);
  std::vector<AdamWTensor> tensors;
  double lr = 1e-3;
  for (const std::int64_t size : {1, 7, 1000, 16384, 40001}) {
    const bool narrow = size % 2 == 0;
    const AdamWSettings settings{lr *= 1.7, 0.8 + 0.1 * lr, 0.95, 1e-8 * lr, 0.1 * lr, WeightDecay::kCoupled};
    const at::Tensor master = at::randn({size});
    tensors.push_back({master, at::randn({size}) * 0.1, at::rand({size}),
                       at::randn({size}).to(narrow ? at::kBFloat16 : at::kFloat),
                       narrow ? master.to(at::kBFloat16) : at::Tensor(), scalars_of(settings, step, 0.7)});
  }
  return tensors;
}

}  // namespace cdp::runtime
