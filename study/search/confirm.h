// Evidence: the best of a search trained again, with seeds that the search has not used, at its own scale and at scales
// that it has not seen. What won by luck, or at a small scale alone, does not win here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "study/search/search.h"
#include "study/search/tokens.h"
#include "study/statistics/mean_interval.h"

namespace cdp::study {

/// One point against another at a scale, seed by seed.
struct Comparison {
  std::string better, worse;              // which points: modules, global, start
  std::size_t seeds = 0;                  // with both losses
  std::optional<MeanInterval> loss = {};  // of `better` less that of `worse`: below 0 is a gain
  std::optional<EqualLoss> tokens = {};
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
/// The same for all that a study has confirmed, by what its trials say of themselves.
[[nodiscard]] std::vector<Confirmation> confirmations(const std::vector<Trial>& trials);

/// What to keep: the values of modules where they beat all others at every scale, else the values of `base` where those
/// did, else the spec as it is.
enum class Kept { kStart, kGlobal, kModules };
[[nodiscard]] Kept kept(const std::vector<Confirmation>& confirmations);

}  // namespace cdp::study
