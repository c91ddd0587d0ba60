// Trials of a study that nobody trained.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "study/store/trial.h"

namespace cdp::study::test {

struct Trials {
  std::vector<Trial> all = {};

  /// With a loss it has finished, without one it has diverged.
  Trial& add(Scale at, std::vector<std::string> sets, std::optional<double> loss, std::int64_t seed = 1) {
    Trial trial{static_cast<std::int64_t>(all.size()) + 1, {std::move(at), std::move(sets), seed}};
    trial.result.state = loss ? TrialState::kFinished : TrialState::kDiverged;
    trial.result.loss = loss;
    trial.result.items = 6400;
    trial.result.seconds = 1.5;
    all.push_back(std::move(trial));
    return all.back();
  }
};

/// A sweep over lr and eps: lr decides, a bowl around 2^-8; the largest lr diverges.
inline Trials some_sweep() {
  Trials trials;
  for (int lr = -12; lr <= -5; ++lr)
    for (int eps = -9; eps <= -6; ++eps) {
      const double loss = 3 + 0.02 * (lr + 8) * (lr + 8) + 0.001 * eps;
      trials.add({}, {"base.lr=2^" + std::to_string(lr), "base.eps=1e" + std::to_string(eps)},
                 lr == -5 ? std::nullopt : std::optional(loss));
    }
  return trials;
}

}  // namespace cdp::study::test
