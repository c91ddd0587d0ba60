// See combinations.h.
#include "study/store/combinations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>

namespace cdp::study {
namespace {

void count(const Trial& trial, Combination& one) {
  const TrialResult& result = trial.result;
  switch (result.state) {
    case TrialState::kFinished:
      if (result.loss) one.losses.push_back(*result.loss);
      break;
    case TrialState::kDiverged:
      ++one.diverged;
      break;
    case TrialState::kStopped:
      ++one.stopped;
      break;
    case TrialState::kFailed:
      ++one.failed;
      break;
    case TrialState::kWaiting:
    case TrialState::kAsked:
      ++one.open;
      break;
  }
}

}  // namespace

std::optional<double> Combination::mean() const {
  if (losses.empty()) return {};
  return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size());
}

std::optional<double> Combination::error() const {
  if (losses.size() < 2) return {};
  double squares = 0;
  for (const double loss : losses) squares += (loss - *mean()) * (loss - *mean());
  const auto count = static_cast<double>(losses.size());
  return std::sqrt(squares / (count - 1) / count);
}

std::vector<Combination> combinations(const std::vector<Trial>& trials) {
  std::map<Scale, std::size_t> scales;  // in the order they come
  std::map<std::pair<std::size_t, std::vector<std::string>>, std::size_t> places;
  std::vector<std::pair<std::size_t, Combination>> found;
  for (const Trial& trial : trials) {
    const std::size_t scale = scales.try_emplace(trial.point.at, scales.size()).first->second;
    const auto [place, is_new] = places.try_emplace({scale, trial.point.sets}, found.size());
    if (is_new) found.push_back({scale, {trial.point.at, trial.point.sets}});
    count(trial, found[place->second].second);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    constexpr double kNone = std::numeric_limits<double>::infinity();
    return std::tuple(a.first, a.second.mean().value_or(kNone)) < std::tuple(b.first, b.second.mean().value_or(kNone));
  });
  std::vector<Combination> out;
  for (auto& [scale, one] : found) out.push_back(std::move(one));
  return out;
}

}  // namespace cdp::study
