// Which of two held-out losses is better, and when a difference means something.
#pragma once

namespace cdp::run {

/// Evaluations of a run read the same held-out data, so that two differ by what training does from step to step: a few
/// thousandths at the end of a decay, under one percent at a constant learning rate.
inline constexpr double kNoise = 0.01;

/// Whether a loss is worse than the best by more than noise.
[[nodiscard]] inline bool is_worse(double loss, double best) {
  return loss > best * (1 + kNoise);
}

}  // namespace cdp::run
