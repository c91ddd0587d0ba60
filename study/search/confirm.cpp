// See confirm.h.
#include "study/search/confirm.h"

#include <algorithm>
#include <map>

namespace cdp::study {
namespace {

constexpr std::int64_t kFirstConfirming = 1001;

/// The points that are compared, the best first; a stage that found nothing better than the one before is left out.
std::vector<std::pair<std::string, const Candidate*>> points_of(const Found& found) {
  std::vector<std::pair<std::string, const Candidate*>> points;
  const auto add = [&points](const char* name, const std::optional<Candidate>& one) {
    if (!one) return;
    if (!points.empty() && points.back().second->point == one->point) points.pop_back();
    points.emplace_back(name, &*one);
  };
  add(kModulesStage, found.modules);
  add(kGlobalStage, found.global);
  add(kStartStage, found.start);
  return points;
}

using BySeed = std::map<std::int64_t, const Trial*>;

BySeed by_seed(const std::vector<Trial>& trials, const Scale& at, const std::vector<std::string>& sets) {
  BySeed out;
  for (const Trial& trial : trials)
    if (trial.origin.stage == kConfirmStage && trial.point.at == at && trial.point.sets == sets)
      out[trial.point.seed] = &trial;
  return out;
}

Comparison compare(const BySeed& better, const BySeed& worse) {
  Comparison out;
  std::vector<double> losses;
  std::vector<CurvePair> curves;
  for (const auto& [seed, one] : better) {
    if (one->result.state == TrialState::kDiverged) ++out.diverged;
    const auto other = worse.find(seed);
    if (other == worse.end() || !one->result.loss || !other->second->result.loss) continue;
    losses.push_back(*one->result.loss - *other->second->result.loss);
    curves.push_back({&one->result.curve, &other->second->result.curve});
  }
  out.seeds = losses.size();
  if (!losses.empty()) out.loss = mean_interval(losses);
  out.tokens = tokens_to_equal_loss(curves);
  return out;
}

/// A point by its name and its values, the best first.
using Named = std::vector<std::pair<std::string, std::vector<std::string>>>;

Confirmation compared(const Named& points, const Scale& at, const std::vector<Trial>& trials) {
  Confirmation one{at};
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      Comparison pair = compare(by_seed(trials, at, points[i].second), by_seed(trials, at, points[j].second));
      pair.better = points[i].first;
      pair.worse = points[j].first;
      one.comparisons.push_back(std::move(pair));
    }
  return one;
}

/// The points that were confirmed, by the stages of the trials that found them.
Named confirmed(const std::vector<Trial>& trials) {
  std::map<std::vector<std::string>, std::string> stages;
  for (const Trial& trial : trials)
    if (trial.origin.stage != kConfirmStage) stages.emplace(trial.point.sets, trial.origin.stage);
  std::map<std::string, std::vector<std::string>> last;
  for (const Trial& trial : trials) {
    const auto stage = stages.find(trial.point.sets);
    if (trial.origin.stage == kConfirmStage && stage != stages.end()) last[stage->second] = trial.point.sets;
  }
  Named points;
  for (const char* name : {kModulesStage, kGlobalStage, kStartStage})
    if (const auto one = last.find(name); one != last.end()) points.emplace_back(*one);
  return points;
}

}  // namespace

std::vector<TrialPoint> confirming(const Search& search, const Found& found, const std::vector<Scale>& scales,
                                   std::size_t seeds) {
  std::vector<TrialPoint> out;
  for (std::size_t i = 0; i < seeds; ++i)
    for (const Scale& at : scales)
      for (const auto& [name, one] : points_of(found))
        out.push_back({at, one->sets, search.first_seed + kFirstConfirming + static_cast<std::int64_t>(i)});
  return out;
}

std::vector<Confirmation> confirmations(const Found& found, const std::vector<Scale>& scales,
                                        const std::vector<Trial>& trials) {
  Named points;
  for (const auto& [name, one] : points_of(found)) points.emplace_back(name, one->sets);
  std::vector<Confirmation> out;
  for (const Scale& at : scales) out.push_back(compared(points, at, trials));
  return out;
}

std::vector<Confirmation> confirmations(const std::vector<Trial>& trials) {
  const Named points = confirmed(trials);
  std::vector<Confirmation> out;
  for (const Trial& trial : trials) {
    const auto is_its = [&](const Confirmation& one) { return one.at == trial.point.at; };
    if (trial.origin.stage == kConfirmStage && std::none_of(out.begin(), out.end(), is_its))
      out.push_back(compared(points, trial.point.at, trials));
  }
  return out;
}

Kept kept(const std::vector<Confirmation>& confirmations) {
  const auto carried = [&](const char* better) {
    bool seen = false;
    for (const Confirmation& one : confirmations)
      for (const Comparison& pair : one.comparisons) {
        if (pair.better != better) continue;
        seen = true;
        if (!pair.carried()) return false;
      }
    return seen;
  };
  if (carried(kModulesStage)) return Kept::kModules;
  return carried(kGlobalStage) ? Kept::kGlobal : Kept::kStart;
}

}  // namespace cdp::study
