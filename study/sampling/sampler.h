// What a search tries next. A sampler is a function of the search and of all trials so far, and of nothing else, so
// that a study that was killed goes on as it would have. Samplers are rows of samplers.def.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "study/sampling/space.h"
#include "study/sampling/trial.h"

namespace cdp::sampling {

enum class Sampler : std::uint8_t {
#define SAMPLER(name, meaning) name,
#include "study/sampling/samplers.def"
#undef SAMPLER
};

struct SamplerRow {
  Sampler sampler;
  std::string_view name;
  std::string_view meaning;
};
/// All of them, in the order of samplers.def.
[[nodiscard]] std::span<const SamplerRow> samplers();
/// Null: there is none of that name.
[[nodiscard]] std::optional<Sampler> find_sampler(std::string_view name);

struct Search {
  Sampler sampler = Sampler::trust;
  Space space;
  std::uint64_t seed = 1;
  std::size_t budget = 100;  // trials in all
  std::size_t repeats = 3;   // runs of a point before it leads
};

/// The next trial; the first is the start. Trials that are not done are pending.
[[nodiscard]] Proposal propose(const Search& search, std::span<const Trial> history);

/// Another run of a point that a decision hangs on: the leader, who challenges it, or the start; null: none is in
/// doubt.
[[nodiscard]] std::optional<Proposal> confirm(const Search& search, std::span<const Trial> history,
                                              const std::vector<Candidate>& all);

#define SAMPLER(name, meaning) \
  [[nodiscard]] Proposal propose_##name(const Search& search, std::span<const Trial> history);
#include "study/sampling/samplers.def"
#undef SAMPLER

}  // namespace cdp::sampling
