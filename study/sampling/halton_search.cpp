// Points spread evenly over the whole space.
#include "study/sampling/halton.h"
#include "study/sampling/sampler.h"

namespace cdp::sampling {

Proposal propose_halton(const Search& search, std::span<const Trial> history) {
  const std::vector<double> place = halton(search.seed, history.size(), search.space.size());
  Proposal proposal;
  for (std::size_t i = 0; i < place.size(); ++i)
    proposal.point.push_back(from_unit(search.space.dimensions[i], place[i]));
  return proposal;
}

}  // namespace cdp::sampling
