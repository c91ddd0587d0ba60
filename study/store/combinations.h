// The combinations of values of a study, best first.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "study/store/trial.h"

namespace cdp::study {

/// The trials of one scale and one combination of values, which differ in their seeds.
struct Combination {
  std::vector<std::pair<std::string, std::string>> at = {};
  std::vector<std::string> sets = {};
  std::vector<double> losses = {};  // of those that finished
  std::size_t diverged = 0, stopped = 0, failed = 0, open = 0;

  /// Of the losses; none: none finished.
  [[nodiscard]] std::optional<double> mean() const;
  /// The standard error of the mean; none: fewer than two losses.
  [[nodiscard]] std::optional<double> error() const;
};

/// Scale by scale, in the order of the trials; at each scale by mean loss, and those without one last.
[[nodiscard]] std::vector<Combination> combinations(const std::vector<Trial>& trials);

}  // namespace cdp::study
