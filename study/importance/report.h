// The importance of a study's dimensions, scale by scale, and its forms.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "study/importance/explored.h"

namespace cdp::study {

struct Importance {
  Scale at;
  std::vector<Dimension> dimensions = {};
  std::size_t points = 0;
  std::size_t finished = 0, diverged = 0, stopped = 0;  // trials that count
  std::size_t left_out = 0;                             // failed, not ended, or without a number for each dimension
  double worst = 0;                                     // loss that a trial counts as at most
  Variance variance = {};

  [[nodiscard]] bool tells() const { return !variance.effects.empty(); }
  /// Places of dimensions, the largest total first.
  [[nodiscard]] std::vector<std::size_t> order() const;
  /// The share that no dimension explains alone.
  [[nodiscard]] double together() const;
};

[[nodiscard]] Importance importance_of(const Explored& explored);

/// Why nothing can be said, and what would help: `cannot tell: 12 points for 5 dimensions, held-out R2 0.05 of at least
/// 0.50; more trials would decide`.
[[nodiscard]] std::string cannot_tell(const Importance& importance);
/// `36 points of 40 trials (3 diverged, 1 stopped; their loss counts as 3.9), held-out R2 0.74`
[[nodiscard]] std::string basis(const Importance& importance);
/// `71%`
[[nodiscard]] std::string share_text(double share);
[[nodiscard]] std::string where(const Scale& at);

[[nodiscard]] std::string to_text(const std::vector<Importance>& all);
[[nodiscard]] std::string to_json(const std::vector<Importance>& all);

}  // namespace cdp::study
