// Losses to search on without training: bowls in the logarithm of each coordinate with cliffs beside them, whose places
// differ from coordinate to coordinate and are jagged, as the stable region of per-module values is (arXiv:2512.22382).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "study/sampling/sampler.h"
#include "study/statistics/random.h"

namespace cdp::sampling {

/// Three global coordinates and nine of modules; the start is sound and far from the best point.
struct Landscape {
  Space space;
  std::vector<double> best;   // in the unit cube
  std::vector<double> cliff;  // beyond it runs diverge
  double jag = 0.06;          // how far a cliff's place varies with the other coordinates
  double noise = 0;           // standard deviation of a run

  explicit Landscape(std::uint64_t seed, std::size_t modules = 9) {
    study::Random random(seed, 77);
    for (std::size_t d = 0; d < 3 + modules; ++d) {
      const bool global = d < 3;
      space.dimensions.push_back({(global ? "base." : "module.") + std::to_string(d), 1.0 / 64, 64, 1, global});
      best.push_back(0.3 + 0.4 * random.uniform());
      // Close to the best point: what learns fastest is about to diverge. Some modules are harmless.
      const double near = std::max(best.back() + 0.05 + 0.3 * random.uniform() * random.uniform(), 0.55);
      cliff.push_back(d % 3 == 2 ? 2 : near);
    }
  }

  /// A cliff is nearer where the other coordinates are in an unlucky cell.
  [[nodiscard]] double cliff_at(std::size_t d, const std::vector<double>& unit) const {
    std::uint64_t cell = d;
    for (std::size_t i = 0; i < unit.size(); ++i)
      if (i != d) cell = cell * 31 + static_cast<std::uint64_t>(unit[i] * 6);
    return cliff[d] - jag * study::Random(cell, d).uniform() * (unit[d] > 0.52 ? 1 : 0);
  }

  [[nodiscard]] Trial run(const Proposal& proposal) const {
    const std::vector<double> unit = to_unit(space, proposal.point);
    double loss = 2;
    for (std::size_t d = 0; d < unit.size(); ++d) {
      if (unit[d] > cliff_at(d, unit)) return {proposal, Outcome::kDiverged, 0};
      const double off = unit[d] - best[d];
      loss += (d < 3 ? 4 : 2) * off * off;
    }
    if (noise > 0) {
      std::uint64_t stream = proposal.seed;
      for (const double x : unit) stream = stream * 1000003 + static_cast<std::uint64_t>(x * 1e9);
      loss += noise * study::Random(5, stream).normal();
    }
    return {proposal, Outcome::kFinished, loss};
  }

  /// The loss without noise; infinite where it diverges.
  [[nodiscard]] double loss_at(const std::vector<double>& point) const {
    Landscape still = *this;
    still.noise = 0;
    const Trial trial = still.run({point});
    return trial.outcome == Outcome::kFinished ? trial.loss : HUGE_VAL;
  }
};

inline std::vector<Trial> searched(const Landscape& landscape, const Search& search) {
  std::vector<Trial> history;
  while (history.size() < search.budget) history.push_back(landscape.run(propose(search, history)));
  return history;
}

/// The true loss of the point that a search would name as its best.
inline double found(const Landscape& landscape, const Search& search) {
  const std::vector<Trial> history = searched(landscape, search);
  const std::vector<Candidate> all = candidates(history);
  const Candidate* winner = best(all, search.repeats);
  return winner == nullptr ? HUGE_VAL : landscape.loss_at(history[winner->first].proposal.point);
}

}  // namespace cdp::sampling
