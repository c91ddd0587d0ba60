// See search.h.
#include "study/search/search.h"

#include <algorithm>
#include <cmath>

namespace cdp::study {
namespace {

using Proposed = Result<std::variant<Done, Nothing>>;

/// The stage that a point belongs to.
const char* stage_of(const pipeline::SearchSpace& space, const std::vector<double>& point) {
  const char* stage = kStartStage;
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (point[i] == space.dimensions[i].start) continue;
    if (!space.dimensions[i].global) return kModulesStage;
    stage = kGlobalStage;
  }
  return stage;
}

bool searches(const Trial& trial) {
  return trial.origin.stage == kStartStage || trial.origin.stage == kGlobalStage || trial.origin.stage == kModulesStage;
}

/// Points with their losses, of the trials of the search itself.
using Candidates = std::map<std::vector<double>, Candidate>;

void add(Candidates& all, const Trial& trial) {
  if (!searches(trial) || trial.result.state != TrialState::kFinished || !trial.result.loss) return;
  Candidate& one = all[trial.origin.point];
  one.point = trial.origin.point;
  one.sets = trial.point.sets;
  one.losses[trial.point.seed] = *trial.result.loss;
  one.stage = trial.origin.stage;
}

/// The standard deviation between seeds at one point, over all points with repeats; 0: there are none.
double seed_noise(const Candidates& all) {
  double squares = 0;
  std::size_t freedom = 0;
  for (const auto& [point, one] : all) {
    if (one.losses.size() < 2) continue;
    for (const auto& [seed, loss] : one.losses) squares += (loss - one.mean()) * (loss - one.mean());
    freedom += one.losses.size() - 1;
  }
  return freedom == 0 ? 0 : std::sqrt(squares / static_cast<double>(freedom));
}

/// The smallest upper bound of the mean, one standard error above it; null: there are none.
const Candidate* best(const Candidates& all) {
  const double noise = seed_noise(all);
  const auto bound = [noise](const Candidate& one) {
    return one.mean() + noise / std::sqrt(static_cast<double>(one.losses.size()));
  };
  const Candidate* least = nullptr;
  for (const auto& [point, one] : all)
    if (least == nullptr || bound(one) < bound(*least)) least = &one;
  return least;
}

/// What a sampler may know of a trial: nothing but the proposal where the window leaves it open, though it may have
/// ended already.
sampling::Trial known(const Trial& trial, bool open) {
  sampling::Trial out;
  out.proposal.point = trial.origin.point;
  out.proposal.seed = static_cast<std::uint64_t>(trial.origin.repeat);
  if (trial.origin.parent) out.proposal.parent = static_cast<std::size_t>(*trial.origin.parent);
  if (open) return out;
  const bool finished = trial.result.state == TrialState::kFinished && trial.result.loss;
  out.outcome = finished ? sampling::Outcome::kFinished : sampling::Outcome::kDiverged;
  if (finished) out.loss = *trial.result.loss;
  // Who was stopped is as bad as the curve says, and no bound of what is stable.
  if (trial.result.state == TrialState::kStopped && !trial.result.curve.empty()) {
    out.outcome = sampling::Outcome::kFinished;
    out.loss = trial.result.curve.back().loss;
  }
  return out;
}

}  // namespace

double Candidate::mean() const {
  double sum = 0;
  for (const auto& [seed, loss] : losses) sum += loss;
  return sum / static_cast<double>(losses.size());
}

sampling::Space sampled(const pipeline::SearchSpace& space) {
  sampling::Space out;
  for (const auto& one : space.dimensions)
    out.dimensions.push_back({one.name, one.low, one.high, one.start, one.global});
  return out;
}

Proposed propose_next(const Search& search, Store& store) {
  std::vector<const Trial*> mine;
  for (const Trial& trial : store.trials())
    if (searches(trial)) mine.push_back(&trial);
  if (mine.size() >= search.sampling.budget) return std::variant<Done, Nothing>(Nothing::kMore);
  const auto open = static_cast<std::size_t>(std::max<std::int64_t>(1, search.window)) - 1;
  std::vector<sampling::Trial> history;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    const bool is_open = i + open >= mine.size();
    if (!is_open && !has_ended(mine[i]->result.state)) return std::variant<Done, Nothing>(Nothing::kYet);
    history.push_back(known(*mine[i], is_open));
  }
  const sampling::Proposal next = sampling::propose(search.sampling, history);
  Trial trial;
  trial.point = {search.at, pipeline::sets_at(search.space, next.point),
                 search.first_seed + static_cast<std::int64_t>(next.seed)};
  trial.scale = search.scale;
  trial.flops = search.flops;
  trial.origin = {stage_of(search.space, next.point), next.point, static_cast<std::int64_t>(next.seed)};
  if (next.parent) trial.origin.parent = static_cast<std::int64_t>(*next.parent);
  // A trial that is there already would teach nothing: it gets the next seed.
  const auto same = [&](const Trial& other) { return other.point == trial.point; };
  while (std::any_of(store.trials().begin(), store.trials().end(), same)) {
    ++trial.origin.repeat;
    ++trial.point.seed;
  }
  if (const Status added = store.add({std::move(trial)}); !added) return added.error();
  return std::variant<Done, Nothing>(Done{});
}

Found found(const std::vector<Trial>& trials) {
  Candidates all, of_base;
  for (const Trial& trial : trials) {
    add(all, trial);
    if (trial.origin.stage != kModulesStage) add(of_base, trial);
  }
  Found out;
  for (const auto& [point, one] : of_base)
    if (one.stage == kStartStage) out.start = one;
  if (const Candidate* one = best(of_base)) out.global = *one;
  if (const Candidate* one = best(all)) out.modules = *one;
  return out;
}

std::vector<Leader> leaders(const std::vector<Trial>& trials) {
  std::vector<Leader> out;
  Candidates all;
  for (const Trial& trial : trials) {
    if (!searches(trial) || !has_ended(trial.result.state)) continue;
    add(all, trial);
    if (const Candidate* one = best(all)) out.push_back({trial.number, one->stage, one->mean(), one->losses.size()});
  }
  return out;
}

}  // namespace cdp::study
