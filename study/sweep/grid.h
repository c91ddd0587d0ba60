// The grid of a sweep: scales x values x seeds, read from the command line, and made wider where an optimum lies at its
// edge.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/result.h"
#include "study/store/trial.h"

namespace cdp::study {

/// How the values of a range follow each other.
enum class Step { kListed, kFactor, kSum };

/// `--over base.lr=2^-10..2^-5:2^0.5`: what is set, and to which values.
struct Over {
  std::string set;                 // all before the value: `base.lr=`, `@hidden.lr*=`
  std::vector<std::string> texts;  // the values as `--set` takes them
  std::vector<double> values;      // the same as numbers, ascending; empty where some are none: `along(1, 2)`
  Step kind = Step::kListed;
  double step = 0;  // the factor, or what is added

  /// `base.lr=0.002`
  [[nodiscard]] std::string at(std::size_t i) const { return set + texts[i]; }
};

/// `LOW..HIGH:FACTOR`, `LOW..HIGH:+STEP` or `VALUE,VALUE,...`; without a step the factor is 2. Errors name the option.
[[nodiscard]] Result<Over> read_over(const std::string& text);

/// `--at width=64,128`: an axis and its values as `--at` of other commands takes them.
struct AtAxis {
  std::string axis;
  std::vector<std::string> values;
};
[[nodiscard]] Result<AtAxis> read_at(const std::string& text);

struct Grid {
  std::vector<Over> overs;
  std::vector<AtAxis> scales;  // none: the reference
  std::vector<std::int64_t> seeds = {1};
};

inline constexpr std::size_t kMostTrials = 100'000;

/// Every scale with every value and seed: all of the first seed come first, so that a sweep tells something early.
/// Errors: more than kMostTrials.
[[nodiscard]] Result<std::vector<TrialPoint>> points(const Grid& grid);

/// An optimum at the edge of the values that were tried: of what, at which scale, on which side.
struct Edge {
  std::vector<std::pair<std::string, std::string>> at;
  std::string set;  // `base.lr=`
  enum class Side { kLow, kHigh } side = Side::kLow;
  double best = 0;  // the value at the edge
};

/// Of each scale and each set that has numbers: where the smallest mean loss over seeds is at the lowest or highest
/// value that was tried there. A neighbour outside that diverged everywhere ends the grid: no edge.
[[nodiscard]] std::vector<Edge> edges(const Grid& grid, const std::vector<Trial>& trials);

/// The trials that put one more value beyond an edge, with all seeds and all values of the other sets that were tried
/// at that scale.
[[nodiscard]] std::vector<TrialPoint> beyond(const Edge& edge, const Grid& grid, const std::vector<Trial>& trials);

}  // namespace cdp::study
