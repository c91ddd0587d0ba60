// How many sequences go through the model at once: a step's batch is cut into micro-batches so that memory stays
// modest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"

namespace cdp::runtime {

/// What training gives activations; beside them stand parameters, gradients and moments, 16 bytes a parameter.
inline constexpr std::int64_t kActivationBytesCpu = std::int64_t{512} << 20;
inline constexpr std::int64_t kActivationBytesCuda = std::int64_t{24} << 30;

/// Parameters, gradients and the optimizer's state, in words.
[[nodiscard]] std::string model_words(const plan::Plan& plan);

/// A rough upper estimate, from the plan's shapes, of what one sequence's (or sample's) activations take for a forward
/// and backward pass.
[[nodiscard]] std::int64_t activation_bytes(const plan::Plan& plan);

/// The largest even cut of the batch whose activations fit into `budget` bytes; at least 1, at most the batch. Depends
/// on nothing but its arguments, so that a run's bits do not hang on what else the machine does.
[[nodiscard]] std::int64_t choose_micro_batch(const plan::Plan& plan, std::int64_t budget);

/// The micro-batch between whose gradients noise can be measured: `rows`, but no more than a fourth of the batch, so
/// that there are about four (of a batch of two or three rows, as many as there are rows). `asked` is what the user
/// has said. An error where there are not two.
[[nodiscard]] Result<std::int64_t> noise_micro_batch(const plan::Training& training, std::int64_t rows,
                                                     std::optional<std::int64_t> asked);

}  // namespace cdp::runtime
