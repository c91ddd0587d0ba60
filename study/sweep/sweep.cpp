// See sweep.h.
#include "study/sweep/sweep.h"

#include <algorithm>
#include <map>
#include <set>

#include "study/store/rows.h"

namespace cdp::study {
namespace {

double items_of(const plan::Plan& plan) {
  return static_cast<double>(plan.training.steps) * static_cast<double>(plan.training.batch) *
         static_cast<double>(plan.training.context.value_or(1));
}

}  // namespace

std::variant<Prepared, Refused> prepare(const StudiedSpec& spec, const std::vector<TrialPoint>& points) {
  Prepared out;
  std::map<Scale, std::size_t> scales;
  std::map<std::string, Trial> compiled;  // seeds change nothing but the seed
  for (const TrialPoint& point : points) {
    TrialPoint first = point;
    first.seed = 0;
    const auto [known, is_new] = compiled.try_emplace(point_text(first));
    if (is_new) {
      CompiledTrial one = compile(spec, point);
      if (!one.plan) return Refused{point, std::move(one)};
      known->second.scale = scale_of(*one.plan);
      known->second.flops = flops_of(*one.plan);
      if (scales.try_emplace(point.at, out.scales.size()).second) out.scales.push_back(*std::move(one.plan));
    }
    Trial trial = known->second;
    trial.point = point;
    out.scale_of.push_back(scales.at(point.at));
    out.trials.push_back(std::move(trial));
  }
  return out;
}

Cost cost_of(const Prepared& prepared, const std::vector<Trial>& known, const std::vector<double>& seconds) {
  std::set<std::string> ended;
  for (const Trial& trial : known)
    if (has_ended(trial.result.state)) ended.insert(point_text(trial.point));
  Cost cost;
  if (!seconds.empty()) cost.seconds = 0;
  for (std::size_t i = 0; i < prepared.trials.size(); ++i) {
    const Trial& trial = prepared.trials[i];
    if (ended.contains(point_text(trial.point))) continue;
    ++cost.trials;
    cost.items += items_of(prepared.scales[prepared.scale_of[i]]);
    cost.flops += trial.flops;
    if (cost.seconds) *cost.seconds += seconds[prepared.scale_of[i]];
  }
  return cost;
}

std::vector<BestRow> best_rows(const Grid& grid, const std::vector<Trial>& trials) {
  std::vector<BestRow> rows;
  std::map<Scale, std::size_t> places;
  for (Combination& one : combinations(trials)) {
    const auto [place, is_new] = places.try_emplace(one.at, rows.size());
    if (is_new) rows.emplace_back();
    BestRow& row = rows[place->second];
    row.finished += one.losses.size();
    row.diverged += one.diverged;
    row.stopped += one.stopped;
    row.failed += one.failed;
    if (is_new) row.best = std::move(one);  // the first of its scale is its best
  }
  for (const Edge& edge : edges(grid, trials)) {
    std::vector<std::string>& known = rows[places.at(edge.at)].edges;
    if (std::find(known.begin(), known.end(), edge.set) == known.end()) known.push_back(edge.set);
  }
  return rows;
}

}  // namespace cdp::study
