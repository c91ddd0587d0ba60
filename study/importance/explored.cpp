// See explored.h.
#include "study/importance/explored.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "study/exports/runs.h"
#include "study/store/rows.h"
#include "study/store/stages.h"

namespace cdp::study {
namespace {

constexpr double kLeastRatio = 1.9;  // between the largest and the smallest value of a logarithmic dimension

using Numbers = std::map<std::string, double>;

/// The values of a trial by their names. Those of a search are its point's: an override that only says the spec's own
/// value is not written, and a curve over depth has several.
Numbers numbers_of(const Trial& trial, const std::vector<std::string>& names) {
  if (trial.origin.stage.empty()) {
    const Run run = run_of(trial, {});
    return {run.values.begin(), run.values.end()};
  }
  Numbers out;
  for (std::size_t d = 0; d < trial.origin.point.size(); ++d)
    out[d < names.size() ? names[d] : fmt::format("value {}", d + 1)] = trial.origin.point[d];
  return out;
}

/// The names that differ, in the order of the search's space where there is one.
std::vector<std::string> differing(const std::vector<Numbers>& all, const std::vector<std::string>& order) {
  std::map<std::string, std::pair<double, double>> extents;
  for (const Numbers& numbers : all)
    for (const auto& [name, value] : numbers) {
      auto& [low, high] = extents.try_emplace(name, value, value).first->second;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    const auto extent = extents.find(name);
    if (extent == extents.end()) return;
    if (extent->second.first < extent->second.second) names.push_back(name);
    extents.erase(extent);
  };
  for (const std::string& name : order) add(name);
  while (!extents.empty()) add(std::string(extents.begin()->first));
  return names;
}

Explored of_scale(const Scale& at, const std::vector<const Trial*>& trials, const std::vector<std::string>& order) {
  Explored out{at};
  std::vector<Numbers> all;
  for (const Trial* trial : trials) all.push_back(numbers_of(*trial, order));
  const std::vector<std::string> names = differing(all, order);
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (!has_ended(trials[i]->result.state)) {
      ++out.open;
      continue;
    }
    std::vector<double> values;
    for (const std::string& name : names)
      if (const auto number = all[i].find(name); number != all[i].end()) values.push_back(number->second);
    if (values.size() != names.size()) {
      ++out.unlike;
      continue;
    }
    out.trials.push_back(trials[i]);
    out.values.push_back(std::move(values));
  }
  for (std::size_t d = 0; d < names.size(); ++d) {
    double low = INFINITY, high = -INFINITY;
    for (const auto& values : out.values) {
      low = std::min(low, values[d]);
      high = std::max(high, values[d]);
    }
    out.dimensions.push_back({names[d], low > 0 && high >= kLeastRatio * low});
  }
  return out;
}

/// What a trial counts as; null: nothing.
std::optional<double> counted_loss(const TrialResult& result, double worst) {
  if (result.state == TrialState::kFinished && result.loss) return std::min(*result.loss, worst);
  if (result.state == TrialState::kDiverged) return worst;
  if (result.state != TrialState::kStopped) return {};
  const double last = result.curve.empty() ? worst : result.curve.back().loss;
  return std::isfinite(last) ? std::min(last, worst) : worst;
}

}  // namespace

std::vector<Explored> explored(const StudyInfo& info, const std::vector<Trial>& trials) {
  const std::vector<std::string> names = read_names(info.space);
  std::vector<std::pair<Scale, std::vector<const Trial*>>> scales;
  for (const Trial& trial : trials) {
    if (trial.origin.stage == kConfirmStage) continue;
    const auto is_its = [&](const auto& one) { return one.first == trial.point.at; };
    auto scale = std::find_if(scales.begin(), scales.end(), is_its);
    if (scale == scales.end()) scale = scales.insert(scales.end(), {trial.point.at, {}});
    scale->second.push_back(&trial);
  }
  std::vector<Explored> out;
  for (const auto& [at, own] : scales) out.push_back(of_scale(at, own, names));
  return out;
}

double worst_counted(const std::vector<const Trial*>& trials) {
  constexpr double kQuartile = 0.25, kFence = 1.5;
  std::vector<double> losses;
  for (const Trial* trial : trials)
    if (trial->result.state == TrialState::kFinished && trial->result.loss) losses.push_back(*trial->result.loss);
  if (losses.empty()) return 0;
  const double low = quantile(losses, kQuartile), high = quantile(losses, 1 - kQuartile);
  return std::min(*std::max_element(losses.begin(), losses.end()), high + kFence * (high - low));
}

Observed observed(const Explored& explored) {
  const double worst = worst_counted(explored.trials);
  std::map<std::vector<double>, std::pair<double, double>> points;  // sum and count
  for (std::size_t i = 0; i < explored.trials.size(); ++i)
    if (const auto loss = counted_loss(explored.trials[i]->result, worst)) {
      auto& [sum, count] = points[explored.values[i]];
      sum += *loss;
      ++count;
    }
  Observed out;
  for (const auto& [values, sums] : points) {
    out.x.push_back(values);
    out.y.push_back(sums.first / sums.second);
  }
  return out;
}

}  // namespace cdp::study
