// Trials that are ended early because others are better: successive halving (Jamieson and Talwalkar, arXiv:1502.07943)
// at equal fractions of equally long runs. Each run has its own whole schedule, so that AdamW's time scale
// B / (lr wd D) is that of a run to its end; halving the duration instead would change it, and the optimum with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "study/store/trial.h"

namespace cdp::study {

struct HopelessRule {
  std::vector<double> fractions = {0.25, 0.5};  // where a run is judged
  double keep = 1.0 / 3;                        // the share of the best that goes on
  std::size_t least = 6;                        // trials to compare with, at least
};

/// Why a trial is to be stopped, with the curve that it has so far; none: it goes on. It is compared with the trials of
/// its scale among `before`, stopped ones included as far as their curves go; those that diverged count as worse.
[[nodiscard]] std::optional<std::string> why_hopeless(const HopelessRule& rule, const Trial& trial,
                                                      const std::vector<CurvePoint>& curve,
                                                      const std::vector<const Trial*>& before);

}  // namespace cdp::study
