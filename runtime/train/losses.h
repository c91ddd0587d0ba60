// What training makes small, and what people read beside it; each a mean over the batch, in fp32.
#pragma once

#include <string_view>

#include "compiler/plan/words.h"
#include "runtime/torch_compat.h"

namespace cdp::runtime {

/// From a model's outputs and the targets to a scalar on their device.
using Measure = torch::Tensor (*)(const torch::Tensor& outputs, const torch::Tensor& targets);

/// In nats: logits (..., classes), targets (...) int64.
[[nodiscard]] torch::Tensor cross_entropy(const torch::Tensor& logits, const torch::Tensor& targets);

/// Outputs and targets of one shape.
[[nodiscard]] torch::Tensor mean_squared_error(const torch::Tensor& outputs, const torch::Tensor& targets);

/// The share of targets whose logit is the largest.
[[nodiscard]] torch::Tensor accuracy(const torch::Tensor& logits, const torch::Tensor& targets);

/// The loss of a task.
[[nodiscard]] Measure loss_of(plan::TaskKind task);

}  // namespace cdp::runtime
