// `cdp transfer`: whether the best value of a hyperparameter at a small scale may be used at a large one. The numbers
// are those of arXiv:2512.22768 (a: loss gap, b: gap of the optimum, c: regret), the verdict is verdict.h's.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "study/transfer/rates.h"
#include "study/transfer/regret.h"
#include "study/transfer/verdict.h"

namespace cdp::study {

struct TransferOptions {
  std::optional<double> tolerance = {};  // a regret in loss that does not matter; none: kLargeShare of the gap
  std::size_t draws = kDraws;
};

/// What a sweep says. Numbers are there as far as they can be worked out: regrets need the optimum of the largest scale
/// and of one more, rates those of three.
struct Transfer {
  Sweep sweep;
  std::vector<Curve> curves;      // of all scales
  std::vector<Curve> usable;      // those with an optimum
  std::optional<Estimate> drift;  // octaves, from the smallest usable scale to the largest
  std::vector<Regret> regrets;    // of each usable scale but the largest
  std::optional<Rate> alpha, beta;
  std::optional<Rate> margin;  // beta - alpha / 2: above 0 transfer is fast
  Cost cost;
  std::optional<double> tolerance;
  Verdict verdict;
};

[[nodiscard]] Transfer transfer_of(Sweep sweep, const TransferOptions& options = {});

}  // namespace cdp::study
