// A search: the spec itself first, then values of `base`, then values of every module around the best of these. Which
// point comes next is a sampler's choice (study/sampling); this knows the stages, and what came out.
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
#include "study/sampling/sampler.h"
#include "study/store/stages.h"
#include "study/store/store.h"
#include "study/workers/fleet.h"

namespace cdp::study {

struct Search {
  pipeline::SearchSpace space;
  sampling::Search sampling = {};  // the same dimensions, sampler, seed, budget, repeats
  std::int64_t first_seed = 1;     // of the trials
  std::int64_t window = 1;  // trials open at once: a trial is chosen by those that are so many and more before it
  std::vector<std::pair<std::string, std::string>> at = {};  // the scale of the search
  std::map<std::string, double> scale = {};                  // the same as numbers
  double flops = 0;                                          // of a trial
};

/// A space as samplers see it.
[[nodiscard]] sampling::Space sampled(const pipeline::SearchSpace& space);

/// Adds the next trial to the store, or says that it waits for results, or that the budget is spent. What it adds is a
/// function of the trials that the window admits, and of nothing else.
[[nodiscard]] Result<std::variant<Done, Nothing>> propose_next(const Search& search, Store& store);

/// A point, and the losses of the trials there by seed.
struct Candidate {
  std::vector<double> point = {};
  std::vector<std::string> sets = {};
  std::map<std::int64_t, double> losses = {};
  std::string stage = {};

  [[nodiscard]] double mean() const;
};

/// The best points so far; null where nothing finished. Of two points that are as good within the noise of their seeds
/// the one with more of them wins: a single lucky run is no result.
struct Found {
  std::optional<Candidate> start;    // the spec as it is
  std::optional<Candidate> global;   // of the points that differ from it in values of `base` alone
  std::optional<Candidate> modules;  // of all points
};
[[nodiscard]] Found found(const std::vector<Trial>& trials);

/// The best point by the trials of a search up to one of them.
struct Leader {
  std::int64_t trial = 0;
  std::string stage = {};
  double mean = 0;
  std::size_t seeds = 0;
};
/// After each trial of the search itself that has ended, from the first on that finished.
[[nodiscard]] std::vector<Leader> leaders(const std::vector<Trial>& trials);

}  // namespace cdp::study
