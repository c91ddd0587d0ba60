// Global random search: the baseline of every other sampler.
#include "study/sampling/sampler.h"
#include "study/statistics/random.h"

namespace cdp::sampling {

Proposal propose_random(const Search& search, std::span<const Trial> history) {
  study::Random random(search.seed, history.size());
  Proposal proposal;
  for (const Dimension& dimension : search.space.dimensions)
    proposal.point.push_back(from_unit(dimension, random.uniform()));
  return proposal;
}

}  // namespace cdp::sampling
