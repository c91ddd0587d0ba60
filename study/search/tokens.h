// Tokens to equal loss: how many times fewer tokens one point takes to a training loss than another, by the curves of
// runs that are paired by their seeds.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "study/store/trial.h"

namespace cdp::study {

/// Runs of two points with the same seed.
struct CurvePair {
  const std::vector<CurvePoint>* better = nullptr;
  const std::vector<CurvePoint>* worse = nullptr;
};

/// How many times fewer tokens `better` takes; below 1 it takes more. What lies beyond the curves is not known.
struct EqualLoss {
  std::size_t seeds = 0;
  std::optional<double> times = {};  // where the mean curves cross
  std::optional<double> low = {};    // of the 95% interval
  std::optional<double> high = {};
};

/// `better` after a share of its run is held against `worse` at its end, or, where `better` ends higher, `worse` after
/// a share of its run against `better` at its end. The estimate is the share nearest to a whole run at which the mean
/// difference over seeds is zero; the interval holds the shares about it at which Student's t does not refuse zero. So
/// it needs no ratio of noisy numbers, is never below 0, and ends where the curves end. Null: there are no curves.
[[nodiscard]] std::optional<EqualLoss> tokens_to_equal_loss(const std::vector<CurvePair>& pairs);

/// `1.25 x fewer (1.10 to 1.43)`, `more than 1.10 x fewer`, `cannot tell`.
[[nodiscard]] std::string words(const EqualLoss& equal);

}  // namespace cdp::study
