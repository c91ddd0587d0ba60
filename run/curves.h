// The run's three curves, from its log to SVG: loss, learning rate, gradient norm.
#pragma once

#include <string>

#include "compiler/plan/plan.h"
#include "run/log.h"
#include "run/task_words.h"

namespace cdp::run {

/// Training loss (every logged point, and smoothed), held-out loss, and what it is read against: the corpus's unigram
/// and bigram entropy, or what a table's targets alone tell.
[[nodiscard]] std::string loss_curve(const Log& log, const TaskWords& words);
/// The schedule's factor, which multiplies every tensor's peak learning rate.
[[nodiscard]] std::string lr_curve(const Log& log, const TaskWords& words);
/// The gradient's global norm before clipping, and the limit where there is one.
[[nodiscard]] std::string gradient_curve(const Log& log, const plan::Plan& plan);

}  // namespace cdp::run
