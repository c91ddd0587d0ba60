// Random search in a trust region (arXiv:2512.22382 tunes per-module values so): global values first, spread evenly,
// all others at their start; then steps about the best point, of a few coordinates at a time. Each coordinate has a
// radius, which grows where steps of it improve and shrinks where they do not, and bounds, which are learnt from the
// runs that diverged: the thresholds of modules differ by orders of magnitude, and no range fits them all.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "study/sampling/halton.h"
#include "study/sampling/sampler.h"
#include "study/statistics/random.h"

namespace cdp::sampling {
namespace {

constexpr double kFirstRadius = 0.25;  // of the range, in its logarithm
constexpr double kLeastRadius = 0.01;
constexpr double kMostRadius = 0.5;
constexpr double kGrowth = 1.5;  // at a success; failures undo it in four, so that one step in five may succeed
constexpr double kFailure = 0.25;
constexpr double kGlobalShare = 0.3;      // of the budget, at most
constexpr std::size_t kGlobalPoints = 8;  // a global dimension, at most
constexpr std::size_t kTries = 16;        // to draw a point that is not known yet

/// What the trials have taught about a coordinate, in the unit cube.
struct Coordinate {
  double radius = kFirstRadius;
  double lowest = 1, highest = 0;  // of the runs that did not diverge
  double lower = 0, upper = 1;     // where runs diverged that no other coordinate explains

  /// Beyond what has been survived, no further than half the way to where it was not.
  [[nodiscard]] double least() const { return lower > 0 && lowest > lower ? (lowest + lower) / 2 : lower; }
  [[nodiscard]] double most() const { return upper < 1 && highest < upper ? (highest + upper) / 2 : upper; }
};

class TrustRegion {
 public:
  TrustRegion(const Search& search, std::span<const Trial> history)
      : search_(search), history_(history), coordinates_(search.space.size()) {
    for (const Trial& trial : history) units_.push_back(to_unit(search.space, trial.proposal.point));
    for (const Candidate& candidate : candidates(history)) means_.emplace(candidate.first, candidate.mean());
    survive();
    for (std::size_t i = 0; i < history.size(); ++i) learn(i);
  }

  Proposal near(std::size_t center) {
    study::Random random(search_.seed, history_.size());
    Proposal proposal;
    for (std::size_t i = 0; i < kTries; ++i) {
      proposal = {step(center, random), 0, center};
      const bool known = std::any_of(history_.begin(), history_.end(),
                                     [&](const Trial& trial) { return trial.proposal.point == proposal.point; });
      if (!known) break;
    }
    return proposal;
  }

 private:
  void survive() {
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if (history_[i].outcome != Outcome::kFinished || !std::isfinite(history_[i].loss)) continue;
      for (std::size_t d = 0; d < coordinates_.size(); ++d) {
        coordinates_[d].lowest = std::min(coordinates_[d].lowest, units_[i][d]);
        coordinates_[d].highest = std::max(coordinates_[d].highest, units_[i][d]);
      }
    }
  }

  void learn(std::size_t trial) {
    if (history_[trial].outcome == Outcome::kPending) return;
    const bool diverged = history_[trial].outcome == Outcome::kDiverged || !std::isfinite(history_[trial].loss);
    if (diverged) bound(trial);
    const auto parent = history_[trial].proposal.parent;
    if (!parent || *parent >= trial || history_[trial].proposal.seed > 0) return;
    const auto known = means_.find(*parent);
    const bool better = !diverged && known != means_.end() && history_[trial].loss < known->second;
    const double factor = better ? kGrowth : std::pow(kGrowth, -kFailure);
    for (std::size_t d = 0; d < coordinates_.size(); ++d)
      if (units_[trial][d] != units_[*parent][d])
        coordinates_[d].radius = std::clamp(coordinates_[d].radius * factor, kLeastRadius, kMostRadius);
  }

  /// A run diverged. Where a single coordinate went beyond all that was survived, that is why; where several did, any
  /// of them may be; where none did, they did it together, and the radii alone answer.
  void bound(std::size_t trial) {
    std::size_t beyond = 0;
    std::size_t last = 0;
    for (std::size_t d = 0; d < coordinates_.size(); ++d)
      if (units_[trial][d] > coordinates_[d].highest || units_[trial][d] < coordinates_[d].lowest) last = d, ++beyond;
    if (beyond != 1) return;
    Coordinate& coordinate = coordinates_[last];
    const double place = units_[trial][last];
    if (place > coordinate.highest)
      coordinate.upper = std::min(coordinate.upper, place);
    else
      coordinate.lower = std::max(coordinate.lower, place);
  }

  /// Some coordinates of the center, each moved within its radius and its bounds.
  std::vector<double> step(std::size_t center, study::Random& random) {
    std::vector<double> point = history_[center].proposal.point;
    for (const std::size_t d : chosen(random)) {
      const Coordinate& coordinate = coordinates_[d];
      const double at = units_[center][d];
      const double least = std::max(at - coordinate.radius, std::min(coordinate.least(), at));
      const double most = std::min(at + coordinate.radius, std::max(coordinate.most(), at));
      point[d] = from_unit(search_.space.dimensions[d], least + random.uniform() * (most - least));
    }
    return point;
  }

  /// One coordinate, or two, or four, ...: alone a coordinate shows what it does, together they get ahead.
  std::vector<std::size_t> chosen(study::Random& random) const {
    std::vector<std::size_t> all(coordinates_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    std::size_t sizes = 1;
    while ((std::size_t{1} << sizes) < all.size()) ++sizes;
    const std::size_t count = std::min(std::size_t{1} << random.below(sizes + 1), all.size());
    for (std::size_t i = 0; i < count; ++i) std::swap(all[i], all[i + random.below(all.size() - i)]);
    all.resize(count);
    return all;
  }

  const Search& search_;
  std::span<const Trial> history_;
  std::vector<Coordinate> coordinates_;
  std::vector<std::vector<double>> units_;  // of the trials
  std::map<std::size_t, double> means_;     // of points, by their first trials
};

/// How many trials vary the global dimensions alone, the start included.
std::size_t global_trials(const Search& search) {
  const auto is_global = [](const Dimension& dimension) { return dimension.global; };
  const auto& all = search.space.dimensions;
  const auto count = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_global));
  if (count == 0) return 1;
  const auto share = static_cast<std::size_t>(kGlobalShare * static_cast<double>(search.budget));
  return 1 + std::min(share, kGlobalPoints * count);
}

Proposal global(const Search& search, std::size_t trial) {
  Proposal proposal{search.space.start()};
  std::vector<std::size_t> varied;
  for (std::size_t d = 0; d < search.space.size(); ++d)
    if (search.space.dimensions[d].global) varied.push_back(d);
  const std::vector<double> place = halton(search.seed, trial, varied.size());
  for (std::size_t i = 0; i < varied.size(); ++i)
    proposal.point[varied[i]] = from_unit(search.space.dimensions[varied[i]], place[i]);
  return proposal;
}

}  // namespace

Proposal propose_trust(const Search& search, std::span<const Trial> history) {
  if (history.size() < global_trials(search)) return global(search, history.size());
  const std::vector<Candidate> all = candidates(history);
  if (auto again = confirm(search, history, all)) return *std::move(again);
  const Candidate* leader = best(all, search.repeats);
  return TrustRegion(search, history).near(leader != nullptr ? leader->first : 0);
}

}  // namespace cdp::sampling
