// The learning rate's course: a factor of every tensor's peak, from the plan's schedule.
#pragma once

#include <cstdint>

#include "compiler/plan/plan.h"

namespace cdp::runtime {

/// The factor of step s (from 0) of a run of T steps, of which the first w are the warm-up:
///   warm-up   (s + 1) / w                 for s < w
///   progress  p = (s - w) / (T - w)       for later ones, so that p would be 1 in the step after the last
///   constant  1
///   linear    1 - (1 - floor) p
///   cosine    floor + (1 - floor) (1 + cos(pi p)) / 2
///   wsd       1, and over the last d = decay_steps steps 1 - (1 - floor) (s - (T - d)) / d
/// The floor is what would come after the last step, as in the schedules of Hugging Face's transformers: under a floor
/// of 0 no step is taken with a learning rate of 0. Their warm-up is s / w, of which the first step is lost; ours is
/// not. Where wsd's decay would begin before the warm-up ends, the smaller of the two factors holds.
[[nodiscard]] double schedule_factor(const plan::Schedule& schedule, std::int64_t steps, std::int64_t step);

}  // namespace cdp::runtime
