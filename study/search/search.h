// A search: the spec itself first, then values of `base`, then values of every module around the best of these. Which
// point comes next is a sampler's choice (sampler.h); this knows the stages, and what came out.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/pipeline/search_space.h"
#include "study/compile/compile.h"
#include "study/search/sampler.h"
#include "study/store/store.h"
#include "study/workers/fleet.h"

namespace cdp::study {

/// The stages, as trials name them.
inline constexpr const char* kStart = "start";      // the spec as it is
inline constexpr const char* kGlobal = "global";    // values of `base`
inline constexpr const char* kModules = "modules";  // all dimensions
inline constexpr const char* kConfirm = "confirm";  // at other scales, or with more seeds

struct SearchSettings {
  std::size_t budget = 0;  // trials, without those that confirm
  std::size_t global = 0;  // of these, for values of `base`; the first is the spec itself
  Propose global_sampler = propose_quasi_random;
  Propose module_sampler = propose_trust_region;
  std::uint64_t seed = 1;       // of the samplers
  std::int64_t first_seed = 1;  // of the trials
  std::int64_t window = 1;      // trials open at once: each is chosen by those that are further before it
};

struct Search {
  pipeline::SearchSpace space;
  SearchSettings settings;
  std::vector<std::pair<std::string, std::string>> at = {};  // the scale of the search
  std::map<std::string, double> scale = {};                  // the same as numbers
  double flops = 0;                                          // of a trial
};

/// Adds the next trial to the store, or says that it waits for results, or that the budget is spent. What it adds is a
/// function of the trials that a window admits, and of nothing else.
[[nodiscard]] Result<std::variant<Done, Nothing>> propose_next(const Search& search, Store& store);

/// A point, and the losses of the trials there by seed.
struct Candidate {
  std::vector<double> point = {};
  std::vector<std::string> sets = {};
  std::map<std::int64_t, double> losses = {};

  [[nodiscard]] double mean() const;
};

/// The best points so far; null where nothing finished. Of two points that are as good within the noise of their seeds
/// the one with more of them wins: a single lucky run is no result.
struct Found {
  std::optional<Candidate> start, global, modules;  // global and modules: the best of all trials until that stage's end
};
[[nodiscard]] Found found(const Search& search, const std::vector<Trial>& trials);

}  // namespace cdp::study
