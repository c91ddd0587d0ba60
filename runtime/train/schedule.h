// The learning rate's course: a factor of every tensor's peak, from the plan's schedule.
#pragma once

#include <cstdint>

#include "compiler/plan/plan.h"

namespace cdp::runtime {

/// The factor of step `step` (from 0) of a run of `steps`. With w warm-up steps, of which the last reaches the peak:
///   warm-up   (step + 1) / w                           for step < w
///   progress  p = (step - peak) / (steps - 1 - peak)   for later ones; peak = max(w - 1, 0), so p ends at 1
///   constant  1
///   linear    1 - (1 - floor) p
///   cosine    floor + (1 - floor) (1 + cos(pi p)) / 2
///   wsd       1, and over the last d = decay_steps steps 1 - (1 - floor) (step - (steps - d) + 1) / d
/// All but constant end at the floor in the last step, unless the run is all warm-up or one step long (factor 1). Where
/// wsd's decay would begin before the warm-up ends, the smaller of the two factors holds.
[[nodiscard]] double schedule_factor(const plan::Schedule& schedule, std::int64_t steps, std::int64_t step);

}  // namespace cdp::runtime
