// How much of the variance of the loss each dimension of a study explains: a functional analysis of variance of a
// forest (Hutter, Hoos and Leyton-Brown, "An Efficient Approach for Assessing Hyperparameter Importance", ICML 2014).
// The variance is over values drawn from those that were tried, each dimension by itself, so that places where nothing
// was tried do not count.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "study/importance/forest.h"
#include "study/statistics/quantiles.h"

namespace cdp::study {

/// A share of the variance with its 95% interval over resamples of the points.
struct Share {
  double value = 0;
  Interval interval = {};
};

struct Effect {
  Share alone;  // by itself (a first-order index of Sobol's)
  Share total;  // with all that it does together with others
};

struct Variance {
  double held_out_r2 = 0;            // of the forest
  double needed_r2 = 0;              // to say anything
  std::vector<Effect> effects = {};  // one for each dimension; none: the forest predicts too little
};

/// A forest with a smaller R2 says nothing: noise alone reaches it in about one of a hundred studies. With fewer than
/// twenty points noise reaches more, and kFewPoints / points is needed.
inline constexpr double kLeastR2 = 0.3;
inline constexpr double kFewPoints = 6;
inline constexpr std::size_t kLeastPoints = 8;

/// Equal points give equal numbers.
[[nodiscard]] Variance variance_of(const Observed& observed);

}  // namespace cdp::study
