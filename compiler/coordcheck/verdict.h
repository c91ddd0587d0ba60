// Measured exponents held against what is expected: one check for each quantity of each module and tensor.
//
// Two things can fail, and neither needs the other:
//   stability    what a model does in its first steps neither explodes nor fades as it gets larger: asked of
//   activations,
//                and of the calculus not at all
//   prediction   the exponent that the calculus gives
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/coordcheck/expected.h"
#include "compiler/coordcheck/fit.h"
#include "compiler/coordcheck/series.h"

namespace cdp::coordcheck {

enum class Verdict {
  kNotFinite,    // NaN or infinite at some scale
  kExplodes,     // grows with the scale
  kFades,        // a model learns less the larger it is
  kDisagrees,    // another exponent than predicted
  kAgrees,       // as predicted, and stable
  kStable,       // stable; nothing is predicted
  kUnpredicted,  // nothing is predicted, and stability is not asked for
  kZero,         // 0 at some scale: no slope
};

/// `explodes`
[[nodiscard]] std::string_view word(Verdict verdict);
[[nodiscard]] bool fails(Verdict verdict);

struct Check {
  std::string name;
  Quantity quantity = Quantity::kEntry;
  std::int64_t step = 0;  // where it was measured
  std::vector<Point> points;
  std::optional<Fit> fit;
  Range predicted;
  Verdict verdict = Verdict::kUnpredicted;
  std::string words;  // what is wrong, or why nothing is said

  /// The distance of the measured slope from the prediction; 0 inside of it.
  [[nodiscard]] double distance() const;
};

inline constexpr double kTolerance = 0.15;

/// An exponent is off where its whole confidence interval is farther than `tolerance` from what is expected. Entries
/// are taken at initialisation, changes after the first step (which may move a larger model less: updates are not
/// aligned with what flows yet) and after the last (by when what explodes may have saturated), gradients and updates at
/// the first. The worst come first; what passes stays in the order of the series.
[[nodiscard]] std::vector<Check> judge(std::span<const Series> series, const Expected& expected, const Study& study,
                                       double tolerance);

}  // namespace cdp::coordcheck
