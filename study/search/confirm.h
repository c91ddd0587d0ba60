// Evidence: the best of a search trained again, with seeds that the search has not used, at its own scale and at scales
// that it has not seen. What won by luck, or at a small scale alone, does not win here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "study/search/search.h"

namespace cdp::study {

using Scale = std::vector<std::pair<std::string, std::string>>;  // as `--at` takes it

struct Interval {
  double mean = 0;
  double half = 0;  // of the 95% interval; infinite with one seed

  [[nodiscard]] double low() const { return mean - half; }
  [[nodiscard]] double high() const { return mean + half; }
};

/// One point against another at a scale, seed by seed.
struct Comparison {
  std::string better, worse;          // which points: modules, global, start
  std::size_t seeds = 0;              // with both losses
  std::optional<Interval> loss = {};  // of `better` less that of `worse`: below 0 is a gain
  std::optional<Interval> tokens =
      {};                    // how much sooner `better` had the training loss that `worse` ends with; 1: no sooner
  std::size_t diverged = 0;  // seeds with which `better` diverged

  /// The whole interval is a gain, and no seed diverged.
  [[nodiscard]] bool carried() const { return loss && loss->high() < 0 && diverged == 0; }
};

struct Confirmation {
  Scale at;
  std::vector<Comparison> comparisons = {};  // modules against global and start, global against start
};

/// The trials that confirm what was found: every point with every seed at every scale. Seeds begin at 1001 above the
/// spec's, where no search gets.
[[nodiscard]] std::vector<TrialPoint> confirming(const Search& search, const Found& found,
                                                 const std::vector<Scale>& scales, std::size_t seeds);

/// What they showed, scale by scale.
[[nodiscard]] std::vector<Confirmation> confirmations(const Found& found, const std::vector<Scale>& scales,
                                                      const std::vector<Trial>& trials);

/// What to keep: the values of modules where they beat all others at every scale, else the values of `base` where those
/// did, else the spec as it is.
enum class Kept { kStart, kGlobal, kModules };
[[nodiscard]] Kept kept(const std::vector<Confirmation>& confirmations);

/// The fraction of the run after which a curve is at or below a loss for good; none: never. Between points the loss is
/// taken as linear.
[[nodiscard]] std::optional<double> reaches(const std::vector<CurvePoint>& curve, double loss);

}  // namespace cdp::study
