// What a sampler has proposed so far, and what came of it: all that it knows. A study keeps these and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cdp::sampling {

enum class Outcome : std::uint8_t { kPending, kFinished, kDiverged };

/// A point to try, and with which seed.
struct Proposal {
  std::vector<double> point;               // a value for each dimension
  std::uint64_t seed = 0;                  // 0 at the first run of a point, then 1, 2, ...
  std::optional<std::size_t> parent = {};  // the trial that it is near to; none: it is near to none
  friend bool operator==(const Proposal&, const Proposal&) = default;
};

/// A proposal and its end. Trials stand in the order in which they were proposed.
struct Trial {
  Proposal proposal;
  Outcome outcome = Outcome::kPending;
  double loss = 0;  // where it has finished; lower is better
};

/// A point with all its runs.
struct Candidate {
  std::size_t first = 0;  // index of its first trial
  std::vector<double> losses;
  std::size_t diverged = 0;
  std::size_t pending = 0;

  [[nodiscard]] std::size_t runs() const { return losses.size() + diverged + pending; }
  /// Whether it has a loss and none of its runs has diverged.
  [[nodiscard]] bool sound() const { return diverged == 0 && !losses.empty(); }
  [[nodiscard]] double mean() const;  // infinite where it is not sound
};

/// The points of a history in the order of their first trials.
[[nodiscard]] std::vector<Candidate> candidates(std::span<const Trial> history);

/// The best candidate by its mean; null: none is sound. Of those with at least `runs` finished runs where there is one,
/// else of all.
[[nodiscard]] const Candidate* best(const std::vector<Candidate>& all, std::size_t runs = 1);

/// How much lower a candidate's loss is than another's, with the half width of its 95% interval (Welch's t): infinite
/// where one of the two has a single run.
struct Gain {
  double mean = 0;
  double half_width = 0;
};
[[nodiscard]] Gain gain_over(const Candidate& other, const Candidate& candidate);

}  // namespace cdp::sampling
