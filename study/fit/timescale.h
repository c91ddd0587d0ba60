// AdamW's time scale as a hyperparameter: tau = B / (lr weight_decay D), the share of the run over which the average of
// the weights reaches (arXiv:2405.13698, arXiv:2505.13738). Fitted as `tau`, it says how weight decay follows scale:
// the paper finds tau* ~ (D / N)^-0.52.
#pragma once

#include <string>

#include "compiler/base/result.h"
#include "study/runs/runs.h"

namespace cdp::study {

inline constexpr const char* kTau = "tau";
/// D / N, an axis that is worked out where a law asks for it.
inline constexpr const char* kTokensPerParam = "tokens_per_param";

/// The runs with `tau` in the place of `base.weight_decay`. With the tag `decay` `independent` the table's weight decay
/// is lr * weight_decay by itself. `batch` and `duration` have the same unit. Errors: a column that it needs is
/// missing; a weight decay, or a learning rate under coupled decay, that is not above 0.
[[nodiscard]] Result<Runs> with_tau(Runs runs);

/// The runs with duration / params as an axis. Errors: a run lacks one of the two.
[[nodiscard]] Result<Runs> with_tokens_per_param(Runs runs);

}  // namespace cdp::study
