// See search.h.
#include "study/search/search.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace cdp::study {
namespace {

using Proposed = Result<std::variant<Done, Nothing>>;

std::vector<double> start_of(const pipeline::SearchSpace& space) {
  std::vector<double> point;
  for (const auto& dimension : space.dimensions) point.push_back(dimension.start);
  return point;
}

Observation observed(const Trial& trial, const std::vector<std::size_t>& dimensions) {
  Observation one;
  for (const std::size_t i : dimensions) one.at.push_back(std::log2(trial.origin.point[i]));
  one.repeat = trial.origin.repeat;
  if (trial.result.state == TrialState::kFinished) one.loss = trial.result.loss;
  one.diverged = trial.result.state == TrialState::kDiverged;
  return one;
}

/// The dimensions that a stage varies.
std::vector<std::size_t> dimensions_of(const pipeline::SearchSpace& space, bool modules) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < space.dimensions.size(); ++i)
    if (modules || space.dimensions[i].global) places.push_back(i);
  return places;
}

std::vector<Coordinate> coordinates_of(const pipeline::SearchSpace& space, const std::vector<std::size_t>& places,
                                       const std::vector<double>& start) {
  std::vector<Coordinate> out;
  for (const std::size_t i : places) {
    const auto& dimension = space.dimensions[i];
    out.push_back({dimension.name, std::log2(dimension.low), std::log2(dimension.high), std::log2(start[i])});
  }
  return out;
}

bool searches(const Trial& trial) {
  return trial.origin.stage == kStart || trial.origin.stage == kGlobal || trial.origin.stage == kModules;
}

/// Losses by point, of the trials of the search itself.
std::map<std::vector<double>, Candidate> candidates(const Search& search, const std::vector<Trial>& trials,
                                                    bool modules) {
  std::map<std::vector<double>, Candidate> all;
  for (const Trial& trial : trials) {
    if (!searches(trial) || (!modules && trial.origin.stage == kModules)) continue;
    if (trial.result.state != TrialState::kFinished || !trial.result.loss) continue;
    Candidate& one = all[trial.origin.point];
    one.point = trial.origin.point;
    one.sets = pipeline::sets_at(search.space, trial.origin.point);
    one.losses[trial.point.seed] = *trial.result.loss;
  }
  return all;
}

/// The standard deviation between seeds at one point, over all points with repeats; 0: there are none.
double seed_noise(const std::map<std::vector<double>, Candidate>& all) {
  double squares = 0;
  std::size_t freedom = 0;
  for (const auto& [point, one] : all) {
    if (one.losses.size() < 2) continue;
    for (const auto& [seed, loss] : one.losses) squares += (loss - one.mean()) * (loss - one.mean());
    freedom += one.losses.size() - 1;
  }
  return freedom == 0 ? 0 : std::sqrt(squares / static_cast<double>(freedom));
}

/// The smallest upper bound of the mean, one standard error above it.
std::optional<Candidate> best(const Search& search, const std::vector<Trial>& trials, bool modules) {
  const auto all = candidates(search, trials, modules);
  const double noise = seed_noise(all);
  const auto bound = [noise](const Candidate& one) {
    return one.mean() + noise / std::sqrt(static_cast<double>(one.losses.size()));
  };
  const Candidate* least = nullptr;
  for (const auto& [point, one] : all)
    if (least == nullptr || bound(one) < bound(*least)) least = &one;
  if (least == nullptr) return {};
  return *least;
}

class Proposing {
 public:
  Proposing(const Search& search, Store& store) : search_(search), store_(store) {}

  Proposed run() {
    std::vector<const Trial*> mine;
    for (const Trial& trial : store_.trials())
      if (searches(trial)) mine.push_back(&trial);
    const std::size_t proposed = mine.size();
    if (proposed >= search_.settings.budget) return std::variant<Done, Nothing>(Nothing::kMore);
    const auto open = static_cast<std::size_t>(std::max<std::int64_t>(1, search_.settings.window)) - 1;
    std::vector<Trial> known;
    for (std::size_t i = 0; i + open < proposed; ++i) {
      if (!has_ended(mine[i]->result.state)) return std::variant<Done, Nothing>(Nothing::kYet);
      known.push_back(*mine[i]);
    }
    if (proposed == 0) return add(kStart, start_of(search_.space), 0);
    const bool global = proposed < search_.settings.global;
    return global ? propose(kGlobal, false, known, proposed) : propose(kModules, true, known, proposed);
  }

 private:
  Proposed propose(const char* stage, bool modules, const std::vector<Trial>& known, std::size_t proposed) {
    const auto& space = search_.space;
    const auto places = dimensions_of(space, modules);
    std::vector<double> start = start_of(space);
    if (modules)  // module values are searched around the best values of `base`
      if (const auto incumbent = best(search_, known, false)) start = incumbent->point;
    std::vector<Observation> seen;
    for (const Trial& trial : known)
      if (modules || trial.origin.stage != kModules) seen.push_back(observed(trial, places));
    const auto coordinates = coordinates_of(space, places, start);
    const SamplerInput input{coordinates, seen, proposed, search_.settings.seed};
    const Proposal next = (modules ? search_.settings.module_sampler : search_.settings.global_sampler)(input);
    std::vector<double> point = start;
    for (std::size_t i = 0; i < places.size(); ++i) point[places[i]] = value_of(next.at[i], places[i]);
    return add(stage, point, next.repeat);
  }

  /// Six digits are written into a spec; what was trained is what is written. A point that was seen keeps its bits.
  [[nodiscard]] double value_of(double at, std::size_t dimension) const {
    for (const Trial& trial : store_.trials())
      if (searches(trial) && std::log2(trial.origin.point[dimension]) == at) return trial.origin.point[dimension];
    const auto& range = search_.space.dimensions[dimension];
    return std::clamp(std::stod(fmt::format("{:.6g}", std::exp2(at))), range.low, range.high);
  }

  Proposed add(const char* stage, const std::vector<double>& point, std::int64_t repeat) {
    Trial trial;
    trial.point = {search_.at, pipeline::sets_at(search_.space, point), search_.settings.first_seed + repeat};
    trial.scale = search_.scale;
    trial.flops = search_.flops;
    trial.origin = {stage, point, repeat};
    // A point that is there already, with that seed, would teach nothing: it gets the next seed.
    const auto& trials = store_.trials();
    const auto same = [&](const Trial& other) { return other.point == trial.point; };
    while (std::any_of(trials.begin(), trials.end(), same)) {
      ++trial.origin.repeat;
      ++trial.point.seed;
    }
    if (const Status added = store_.add({std::move(trial)}); !added) return added.error();
    return std::variant<Done, Nothing>(Done{});
  }

  const Search& search_;
  Store& store_;
};

}  // namespace

double Candidate::mean() const {
  double sum = 0;
  for (const auto& [seed, loss] : losses) sum += loss;
  return sum / static_cast<double>(losses.size());
}

Proposed propose_next(const Search& search, Store& store) {
  return Proposing(search, store).run();
}

Found found(const Search& search, const std::vector<Trial>& trials) {
  Found out;
  const auto all = candidates(search, trials, true);
  if (const auto start = all.find(start_of(search.space)); start != all.end()) out.start = start->second;
  out.global = best(search, trials, false);
  out.modules = best(search, trials, true);
  return out;
}

}  // namespace cdp::study
