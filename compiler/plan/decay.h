// What one step of weight decay takes from a weight, under either convention (conventions.weight_decay). The one place
// that knows; the schedule's factor multiplies it under both.
#pragma once

#include <string_view>

#include "compiler/plan/words.h"

namespace cdp::plan {

/// The part of a weight that a step takes at the schedule's peak: p -= lr * weight_decay * p, or p -= weight_decay * p
/// (arXiv:1711.05101, Section 2; arXiv:2405.13698 for what it means as a time scale).
[[nodiscard]] constexpr double effective_decay(DecayConvention convention, double lr, double weight_decay) {
  return convention == DecayConvention::independent ? weight_decay : lr * weight_decay;
}

/// The formula of effective_decay(), for people.
[[nodiscard]] constexpr std::string_view effective_decay_text(DecayConvention convention) {
  return convention == DecayConvention::independent ? "weight_decay" : "(lr * weight_decay)";
}

/// The weight_decay with which a trainer of the coupled convention takes as much a step. Where it is not 0, lr must not
/// be either.
[[nodiscard]] constexpr double coupled_decay(DecayConvention convention, double lr, double weight_decay) {
  return convention == DecayConvention::coupled || weight_decay == 0 ? weight_decay : weight_decay / lr;
}

}  // namespace cdp::plan
