// See trial.h.
#include "study/sampling/trial.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "study/statistics/student.h"

namespace cdp::sampling {
namespace {

/// Of the mean: the squared standard error, from n - 1 degrees of freedom.
double squared_error(const Candidate& candidate) {
  const double mean = candidate.mean();
  double sum = 0;
  for (const double loss : candidate.losses) sum += (loss - mean) * (loss - mean);
  const auto n = static_cast<double>(candidate.losses.size());
  return sum / (n - 1) / n;
}

}  // namespace

double Candidate::mean() const {
  if (!sound()) return std::numeric_limits<double>::infinity();
  double sum = 0;
  for (const double loss : losses) sum += loss;
  return sum / static_cast<double>(losses.size());
}

std::vector<Candidate> candidates(std::span<const Trial> history) {
  std::vector<Candidate> all;
  std::map<std::vector<double>, std::size_t> known;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const Trial& trial = history[i];
    const auto [at, fresh] = known.emplace(trial.proposal.point, all.size());
    if (fresh) all.push_back({i, {}, 0, 0});
    Candidate& candidate = all[at->second];
    switch (trial.outcome) {
      case Outcome::kPending:
        ++candidate.pending;
        break;
      case Outcome::kDiverged:
        ++candidate.diverged;
        break;
      case Outcome::kFinished:
        // A loss that is no number is a run that has diverged, whoever reports it.
        if (std::isfinite(trial.loss))
          candidate.losses.push_back(trial.loss);
        else
          ++candidate.diverged;
        break;
    }
  }
  return all;
}

const Candidate* best(const std::vector<Candidate>& all, std::size_t runs) {
  const Candidate* found = nullptr;
  const auto look = [&](std::size_t least) {
    for (const Candidate& candidate : all)
      if (candidate.sound() && candidate.losses.size() >= least && (!found || candidate.mean() < found->mean()))
        found = &candidate;
  };
  look(runs);
  if (found == nullptr) look(1);
  return found;
}

Gain gain_over(const Candidate& other, const Candidate& candidate) {
  Gain gain{other.mean() - candidate.mean(), std::numeric_limits<double>::infinity()};
  if (other.losses.size() < 2 || candidate.losses.size() < 2) return gain;
  const double a = squared_error(other);
  const double b = squared_error(candidate);
  if (a + b == 0) {
    gain.half_width = 0;
    return gain;
  }
  // Welch and Satterthwaite, rounded down: the wider interval.
  const double freedom =
      (a + b) * (a + b) /
      (a * a / static_cast<double>(other.losses.size() - 1) + b * b / static_cast<double>(candidate.losses.size() - 1));
  gain.half_width = study::t_quantile(static_cast<std::size_t>(std::max(1.0, freedom))) * std::sqrt(a + b);
  return gain;
}

}  // namespace cdp::sampling
