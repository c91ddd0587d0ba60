// Every other device's way: LibTorch's foreach operations, whose scalars may differ from tensor to tensor, so that a
// step is some dozen launches a rule and not some dozen a tensor. Nothing here waits for the device.
#pragma once

#include "runtime/optim/update.h"

namespace cdp::runtime {

/// All rules but muon's, on any device. `gradient_scale` is as gradients_of() has it.
void update_by_foreach(const std::vector<UpdateTensor>& tensors, const at::Tensor& gradient_scale);

/// The 2-norm of all the tensors together, in double, on their device.
[[nodiscard]] at::Tensor norm_by_foreach(const std::vector<at::Tensor>& tensors);

}  // namespace cdp::runtime
