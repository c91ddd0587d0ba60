// The CPU's way: one parallel pass over the memory of all tensors, whatever their rules. Equal bits for any number of
// threads.
#pragma once

#include "runtime/optim/update.h"

namespace cdp::runtime {

/// All rules but muon's, which is no matter of single numbers.
void update_in_one_pass(const std::vector<UpdateTensor>& tensors, double gradient_scale);

/// The 2-norm of all the tensors together.
[[nodiscard]] double norm_in_one_pass(const std::vector<at::Tensor>& tensors);

}  // namespace cdp::runtime
