// The plan as tables, and the run's facts, as HTML fragments.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/plan/plan.h"
#include "run/log.h"

namespace cdp::run {

/// Weights are forgotten with this time constant, in steps at the peak: 1 / (lr weight_decay), or 1 / weight_decay
/// where it is independent of lr. Infinite without weight decay.
[[nodiscard]] double time_scale(const plan::Tensor& tensor, const plan::Conventions& conventions);

/// A figure and its name, in the order shown.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// The few figures that the page opens with.
[[nodiscard]] Facts headline(const plan::Plan& plan, const Log& log);
/// Everything else about the run that is one figure.
[[nodiscard]] Facts run_facts(const plan::Plan& plan, const Log& log);

[[nodiscard]] std::string scale_table(const plan::Plan& plan);
/// One row for all tensors with equal settings; a cell's title has the exact value and the chain of its reasons.
[[nodiscard]] std::string tensor_table(const plan::Plan& plan);
/// Empty where the plan has no multipliers.
[[nodiscard]] std::string multiplier_table(const plan::Plan& plan);

}  // namespace cdp::run
