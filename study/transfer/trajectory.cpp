// See trajectory.h.
#include "study/transfer/trajectory.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "study/transfer/words.h"

namespace cdp::study {
namespace {

constexpr std::size_t kBeyond = 2;  // values on each side of the best ones

using Table = std::map<double, std::map<double, const MeasuredRun*>>;  // by scale and value

/// Those that finished at every scale, ascending.
std::vector<double> common_values(const std::map<double, std::map<double, RunAt>>& scales) {
  std::vector<double> common;
  for (const auto& [value, run] : scales.begin()->second)
    if (std::all_of(scales.begin(), scales.end(),
                    [value = value](const auto& one) { return one.second.contains(value); }))
      common.push_back(value);
  return common;
}

double root_mean_square(double squares, std::size_t count) {
  return std::sqrt(squares / static_cast<double>(count));
}

template <class Of>
double mean_over_values(const TrajectoryScale& scale, const Of& of) {
  double sum = 0;
  for (const TrajectoryCell& cell : scale.cells) sum += of(cell);
  return sum / static_cast<double>(scale.cells.size());
}

/// How much a part depends on the value: about its mean at each scale.
template <class Of>
double bends(const std::vector<TrajectoryScale>& scales, const Of& of) {
  double squares = 0;
  std::size_t count = 0;
  for (const TrajectoryScale& scale : scales) {
    const double mean = mean_over_values(scale, of);
    for (const TrajectoryCell& cell : scale.cells) squares += (of(cell) - mean) * (of(cell) - mean);
    count += scale.cells.size();
  }
  return root_mean_square(squares, count);
}

/// How much a part depends on the scale: about its mean at each value.
template <class Of>
double moves(const std::vector<TrajectoryScale>& scales, const Of& of) {
  double squares = 0;
  const std::size_t values = scales.front().cells.size();
  for (std::size_t i = 0; i < values; ++i) {
    double mean = 0;
    for (const TrajectoryScale& scale : scales) mean += of(scale.cells[i]) / static_cast<double>(scales.size());
    for (const TrajectoryScale& scale : scales) squares += (of(scale.cells[i]) - mean) * (of(scale.cells[i]) - mean);
  }
  return root_mean_square(squares, values * scales.size());
}

double whole(const TrajectoryCell& cell) {
  return cell.whole;
}
double top(const TrajectoryCell& cell) {
  return cell.top;
}
double rest(const TrajectoryCell& cell) {
  return cell.rest;
}

template <class Of>
std::size_t lowest(const TrajectoryScale& scale, const Of& of) {
  const auto found = std::min_element(scale.cells.begin(), scale.cells.end(),
                                      [&](const auto& a, const auto& b) { return of(a) < of(b); });
  return static_cast<std::size_t>(found - scale.cells.begin());
}

std::vector<TrajectoryScale> split_at(const Table& table, std::size_t power) {
  std::vector<TrajectoryScale> scales;
  for (const auto& [scale, runs] : table) {
    TrajectoryScale one{scale, {}};
    for (const auto& [value, run] : runs) {
      const double all = run::change_of(run->trajectory), first = run::top_of(run->trajectory, power);
      one.cells.push_back({value, all, first, all - first});
    }
    one.best_whole = lowest(one, whole);
    one.best_top = lowest(one, top);
    one.best_rest = lowest(one, rest);
    scales.push_back(std::move(one));
  }
  return scales;
}

/// The power of two of k; beyond the last one nothing is left for the rest at any scale.
std::size_t best_power(const Table& table, const std::vector<MeasuredRun>& runs) {
  std::size_t most = 0;
  for (const MeasuredRun& run : runs) most = std::max(most, run::powers_of(run.trajectory));
  std::size_t best = 0;
  double least = INFINITY;
  for (std::size_t power = 0; power < std::max<std::size_t>(1, most); ++power) {
    const auto scales = split_at(table, power);
    const double both = moves(scales, top) + bends(scales, rest);
    if (both >= least) continue;
    least = both;
    best = power;
  }
  return best;
}

std::string passes_words(const MeasuredRun& run, const run::TrajectoryChecks& checks) {
  if (checks.eigenvalues > run::TrajectoryChecks::kMostEigenvalues)
    return fmt::format(
        "the eigenvalues of {} do not sum to <G, dW>: they are off by {:.1e} of their size, {:.0e} is "
        "allowed",
        run.name, checks.eigenvalues, run::TrajectoryChecks::kMostEigenvalues);
  return fmt::format("the changes of {} do not sum to that of its loss: they are off by {}, {} is allowed", run.name,
                     percent(checks.losses), percent(run::TrajectoryChecks::kMostLosses));
}

/// Whether all runs pass; else what the split says instead.
bool passes(const std::vector<MeasuredRun>& runs, TrajectorySplit& split) {
  for (const MeasuredRun& run : runs) {
    const run::TrajectoryChecks checks = run::check(run.trajectory);
    split.worst.eigenvalues = std::max(split.worst.eigenvalues, checks.eigenvalues);
    split.worst.losses = std::max(split.worst.losses, checks.losses);
    if (!checks.passed()) split.reasons.push_back(passes_words(run, checks));
  }
  return split.reasons.empty();
}

bool is_inside(std::size_t best, const TrajectoryScale& scale) {
  return best > 0 && best + 1 < scale.cells.size();
}

/// What keeps the split from saying anything.
std::vector<std::string> doubts(const TrajectorySplit& split) {
  std::vector<std::string> found;
  for (const TrajectoryScale& scale : split.scales) {
    const std::string at = with_suffix(scale.scale);
    if (!is_inside(scale.best_whole, scale))
      found.push_back(fmt::format("at {} the whole change is lowest at the edge of the values", at));
    else if (!is_inside(scale.best_top, scale))
      found.push_back(fmt::format("at {} the top {} are lowest at the edge of the values", at, split.k));
  }
  if (!(split.whole_gain < 0)) found.emplace_back("the change does not improve with scale: there is nothing to share");
  return found;
}

/// The three things that make the mechanism; each adds a reason, and says whether it is as the paper has it.
bool top_decides(TrajectorySplit& split) {
  bool all = true;
  for (const TrajectoryScale& scale : split.scales) {
    const std::size_t apart = std::max(scale.best_top, scale.best_whole) - std::min(scale.best_top, scale.best_whole);
    if (apart <= 1) continue;
    all = false;
    split.reasons.push_back(fmt::format("at {} the top {} are lowest {} values away from the optimum",
                                        with_suffix(scale.scale), split.k, apart));
  }
  if (all)
    split.reasons.push_back(
        fmt::format("at each scale the top {} are lowest at the optimum, or a value beside it", split.k));
  return all;
}

bool top_is_stable(TrajectorySplit& split) {
  const double share = split.top_gain / split.whole_gain;
  split.reasons.push_back(fmt::format("of what scale improves ({}) the top {} have {}, the rest {}",
                                      with_sign(split.whole_gain), split.k, percent(share), percent(1 - share)));
  return std::abs(share) <= kHardly;
}

bool rest_is_flat(TrajectorySplit& split) {
  split.reasons.push_back(fmt::format("over the values the rest varies by {:.4f}, the whole by {:.4f} (rms)",
                                      split.rest_bends, split.whole_bends));
  return split.rest_bends <= kHardly * split.whole_bends;
}

}  // namespace

std::string_view word(Mechanism mechanism) {
  switch (mechanism) {
    case Mechanism::kSeen:
      return "seen";
    case Mechanism::kNotSeen:
      return "not seen";
    case Mechanism::kCannotTell:
      return "cannot tell";
  }
  return "cannot tell";
}

Result<std::vector<RunAt>> near_optimum(const std::vector<RunAt>& runs, const std::string& name) {
  std::map<double, std::map<double, RunAt>> scales;
  for (const RunAt& run : runs) scales[run.scale].try_emplace(run.value, run);
  if (scales.size() < 2) return Error{"--trajectory compares scales; give the sweep two or more", name};
  const std::vector<double> values = common_values(scales);
  std::size_t first = values.size(), last = 0;
  for (const auto& [scale, at] : scales) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (at.at(values[i]).loss < at.at(values[best]).loss) best = i;
    first = std::min(first, best);
    last = std::max(last, best);
  }
  if (values.size() < 3)
    return Error{fmt::format("--trajectory needs three values that finished at every scale; there {} {}",
                             values.size() == 1 ? "is" : "are", values.size()),
                 name};
  first -= std::min(first, kBeyond);
  last = std::min(last + kBeyond, values.size() - 1);
  std::vector<RunAt> chosen;
  for (const auto& [scale, at] : scales)
    for (std::size_t i = first; i <= last; ++i) chosen.push_back(at.at(values[i]));
  return chosen;
}

TrajectorySplit split_of(const std::vector<MeasuredRun>& runs) {
  TrajectorySplit split;
  split.runs = runs.size();
  if (!passes(runs, split)) return split;
  Table table;
  for (const MeasuredRun& run : runs) table[run.scale][run.value] = &run;
  const std::size_t power = best_power(table, runs);
  split.k = std::size_t{1} << power;
  split.scales = split_at(table, power);
  const TrajectoryScale &small = split.scales.front(), &large = split.scales.back();
  split.whole_gain = mean_over_values(large, whole) - mean_over_values(small, whole);
  split.top_gain = mean_over_values(large, top) - mean_over_values(small, top);
  split.rest_bends = bends(split.scales, rest);
  split.whole_bends = bends(split.scales, whole);
  split.reasons = doubts(split);
  if (!split.reasons.empty()) return split;
  const bool decides = top_decides(split), stable = top_is_stable(split), flat = rest_is_flat(split);
  split.mechanism = decides && stable && flat ? Mechanism::kSeen : Mechanism::kNotSeen;
  return split;
}

}  // namespace cdp::study
