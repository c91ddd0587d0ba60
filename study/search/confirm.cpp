// See confirm.h.
#include "study/search/confirm.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "study/statistics/student.h"

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

Interval interval(const std::vector<double>& values) {
  Interval out;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) out.mean += value / count;
  double squares = 0;
  for (const double value : values) squares += (value - out.mean) * (value - out.mean);
  out.half = values.size() < 2 ? std::numeric_limits<double>::infinity()
                               : t_quantile(values.size() - 1) * std::sqrt(squares / (count - 1) / count);
  return out;
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
  std::vector<double> losses, tokens;
  for (const auto& [seed, one] : better) {
    if (one->result.state == TrialState::kDiverged) ++out.diverged;
    const auto other = worse.find(seed);
    if (other == worse.end() || !one->result.loss || !other->second->result.loss) continue;
    losses.push_back(*one->result.loss - *other->second->result.loss);
    const auto& curve = other->second->result.curve;
    const auto fraction = curve.empty() ? std::nullopt : reaches(one->result.curve, curve.back().loss);
    if (fraction) tokens.push_back(1 / *fraction);
  }
  out.seeds = losses.size();
  if (!losses.empty()) out.loss = interval(losses);
  if (tokens.size() == losses.size() && !tokens.empty()) out.tokens = interval(tokens);
  return out;
}

}  // namespace

std::optional<double> reaches(const std::vector<CurvePoint>& curve, double loss) {
  if (curve.empty() || !(curve.back().loss <= loss)) return {};
  std::size_t i = curve.size() - 1;
  while (i > 0 && curve[i - 1].loss <= loss) --i;
  if (i == 0) return curve[0].fraction;
  const CurvePoint& above = curve[i - 1];
  const CurvePoint& below = curve[i];
  if (!std::isfinite(above.loss)) return below.fraction;
  const double part = (above.loss - loss) / (above.loss - below.loss);
  return above.fraction + part * (below.fraction - above.fraction);
}

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
  std::vector<Confirmation> out;
  const auto points = points_of(found);
  for (const Scale& at : scales) {
    Confirmation one{at};
    for (std::size_t i = 0; i < points.size(); ++i)
      for (std::size_t j = i + 1; j < points.size(); ++j) {
        Comparison pair =
            compare(by_seed(trials, at, points[i].second->sets), by_seed(trials, at, points[j].second->sets));
        pair.better = points[i].first;
        pair.worse = points[j].first;
        one.comparisons.push_back(std::move(pair));
      }
    out.push_back(std::move(one));
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
