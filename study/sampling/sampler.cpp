// See sampler.h.
#include "study/sampling/sampler.h"

#include <algorithm>
#include <array>

namespace cdp::sampling {
namespace {

constexpr std::array kSamplers = {
#define SAMPLER(name, meaning) SamplerRow{Sampler::name, #name, meaning},
#include "study/sampling/samplers.def"
#undef SAMPLER
};

constexpr std::size_t kLucky = 25;  // trials after which the leader is run once more

Proposal run_again(const Candidate& candidate, std::span<const Trial> history) {
  Proposal again = history[candidate.first].proposal;
  again.seed = candidate.runs();
  return again;
}

}  // namespace

std::span<const SamplerRow> samplers() {
  return kSamplers;
}

std::optional<Sampler> find_sampler(std::string_view name) {
  for (const SamplerRow& row : kSamplers)
    if (row.name == name) return row.sampler;
  return std::nullopt;
}

Proposal propose(const Search& search, std::span<const Trial> history) {
  if (history.empty()) return {search.space.start()};
  switch (search.sampler) {
#define SAMPLER(name, meaning) \
  case Sampler::name:          \
    return propose_##name(search, history);
#include "study/sampling/samplers.def"
#undef SAMPLER
  }
  return {search.space.start()};
}

std::optional<Proposal> confirm(const Search& search, std::span<const Trial> history,
                                const std::vector<Candidate>& all) {
  const auto in_doubt = [&](const Candidate& candidate, std::size_t more = 0) {
    return candidate.diverged == 0 && candidate.runs() < search.repeats + more;
  };
  const Candidate* leader = best(all, search.repeats);
  if (leader == nullptr) return std::nullopt;
  const Candidate* challenger = leader;
  for (const Candidate& candidate : all)
    if (candidate.sound() && candidate.mean() < challenger->mean()) challenger = &candidate;
  if (in_doubt(*challenger)) return run_again(*challenger, history);
  // Whoever leads for long was lucky at first: many have been held against it.
  const std::size_t age = (history.size() - leader->first) / kLucky;
  if (in_doubt(*leader, search.repeats > 1 ? age : 0)) return run_again(*leader, history);
  if (in_doubt(all.front())) return run_again(all.front(), history);  // the start, which the gain is told against
  return std::nullopt;
}

}  // namespace cdp::sampling
