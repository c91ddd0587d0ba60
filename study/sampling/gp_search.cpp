// Search by a Gaussian process: the losses so far as a function of the point, and the point from which it expects most
// (expected improvement, Mockus 1978), among points spread over the space and points near the best. Runs that diverged
// count as somewhat worse than the worst that did not; runs that are not done, as what is believed of them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "study/sampling/gaussian_process.h"
#include "study/sampling/halton.h"
#include "study/sampling/sampler.h"
#include "study/statistics/random.h"

namespace cdp::sampling {
namespace {

constexpr std::size_t kMostObserved = 200;  // the best half of them and the latest: the work grows with the cube
constexpr std::size_t kSpread = 512;        // points that are asked
constexpr std::size_t kNear = 256;
constexpr double kReach = 0.1;  // standard deviation of the near ones, of the range
constexpr double kWorse = 0.5;  // how much worse than the worst a run counts that diverged, in deviations

std::size_t first_points(const Search& search) {
  return 1 + 2 * std::min<std::size_t>(search.space.size(), 10);
}

/// The best half and the latest half of those that may be kept.
std::vector<Candidate> kept(std::vector<Candidate> all) {
  if (all.size() <= kMostObserved) return all;
  std::vector<Candidate> latest(all.end() - static_cast<std::ptrdiff_t>(kMostObserved / 2), all.end());
  all.resize(all.size() - kMostObserved / 2);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.mean() < b.mean(); });
  all.resize(kMostObserved - latest.size());
  all.insert(all.end(), latest.begin(), latest.end());
  return all;
}

/// The losses as what they are taken for; those of runs that are not done, as the mean of the others.
Observations observed(const Search& search, std::span<const Trial> history, const std::vector<Candidate>& all) {
  double worst = -std::numeric_limits<double>::infinity();
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (const Candidate& candidate : all) {
    if (!candidate.sound()) continue;
    worst = std::max(worst, candidate.mean());
    sum += candidate.mean();
    squares += candidate.mean() * candidate.mean();
    ++count;
  }
  const double mean = count > 0 ? sum / count : 0;
  const double deviation = count > 1 ? std::sqrt(std::max(squares / count - mean * mean, 0.0)) : 1;
  const double bad = count > 0 ? worst + kWorse * deviation : 1;
  Observations out;
  out.x.resize(static_cast<Eigen::Index>(all.size()), static_cast<Eigen::Index>(search.space.size()));
  out.y.resize(out.x.rows());
  out.runs.resize(out.x.rows());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const std::vector<double> unit = to_unit(search.space, history[all[i].first].proposal.point);
    for (std::size_t d = 0; d < unit.size(); ++d) out.x(row, static_cast<Eigen::Index>(d)) = unit[d];
    out.y[row] = all[i].sound() ? all[i].mean() : all[i].diverged > 0 ? bad : mean;
    out.runs[row] = static_cast<double>(std::max<std::size_t>(all[i].losses.size(), 1));
  }
  return out;
}

}  // namespace

Proposal propose_gp(const Search& search, std::span<const Trial> history) {
  if (history.size() < first_points(search)) return propose_halton(search, history);
  const std::vector<Candidate> all = candidates(history);
  if (auto again = confirm(search, history, all)) return *std::move(again);
  const Candidate* leader = best(all);
  if (leader == nullptr) return propose_halton(search, history);
  const GaussianProcess process(observed(search, history, kept(all)), search.seed);
  const std::vector<double> center = to_unit(search.space, history[leader->first].proposal.point);
  study::Random random(search.seed, history.size());
  std::vector<double> chosen;
  double most = -1;
  for (std::size_t i = 0; i < kSpread + kNear; ++i) {
    std::vector<double> place =
        i < kSpread ? halton(search.seed, (history.size() + 1) * kSpread + i, center.size()) : center;
    if (i >= kSpread)
      for (double& x : place) x = std::clamp(x + kReach * random.normal(), 0.0, 1.0);
    const Eigen::Map<const Eigen::VectorXd> point(place.data(), static_cast<Eigen::Index>(place.size()));
    const double expected = process.expected_improvement(point, leader->mean());
    if (!(expected > most)) continue;
    most = expected;
    chosen = std::move(place);
  }
  Proposal proposal;
  for (std::size_t d = 0; d < chosen.size(); ++d)
    proposal.point.push_back(from_unit(search.space.dimensions[d], chosen[d]));
  return proposal;
}

}  // namespace cdp::sampling
