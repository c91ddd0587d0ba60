// See trajectory.h.
#include "study/transfer/trajectory.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

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
      const double loss = run->trajectory.losses.front() + run::change_of(run->trajectory);
      const double first = run::top_of(run->trajectory, power);
      one.cells.push_back({value, loss, first, loss - first});
    }
    one.best_whole = lowest(one, whole);
    one.best_top = lowest(one, top);
    one.best_rest = lowest(one, rest);
    scales.push_back(std::move(one));
  }
  return scales;
}

/// The power of two of k: the smallest with a flat rest. None: not before a matrix of some run has no more eigenvalues.
std::optional<std::size_t> flat_power(const Table& table, const std::vector<MeasuredRun>& runs) {
  std::size_t most = run::powers_of(runs.front().trajectory);
  for (const MeasuredRun& run : runs) most = std::min(most, run::powers_of(run.trajectory));
  for (std::size_t power = 0; power < most; ++power) {
    const auto scales = split_at(table, power);
    if (bends(scales, rest) <= kFlat * bends(scales, whole)) return power;
  }
  return {};
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
      found.push_back(fmt::format("at {} the loss is lowest at the edge of the values", at));
    else if (!is_inside(scale.best_top, scale))
      found.push_back(fmt::format("at {} the top {} are lowest at the edge of the values", at, split.k));
  }
  if (!(split.whole_gain < 0)) found.emplace_back("the loss does not improve with scale: there is nothing to share");
  return found;
}

/// The two things that make the mechanism, beside a rest that is flat; each adds a reason, and says whether it is so.
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
  const auto power = flat_power(table, runs);
  if (!power) {
    split.mechanism = Mechanism::kNotSeen;
    split.reasons.emplace_back(
        "no number of largest eigenvalues short of all leaves a rest that does not depend on the value");
    return split;
  }
  split.k = std::size_t{1} << *power;
  split.scales = split_at(table, *power);
  const TrajectoryScale &small = split.scales.front(), &large = split.scales.back();
  split.whole_gain = mean_over_values(large, whole) - mean_over_values(small, whole);
  split.top_gain = mean_over_values(large, top) - mean_over_values(small, top);
  split.rest_bends = bends(split.scales, rest);
  split.whole_bends = bends(split.scales, whole);
  split.reasons = doubts(split);
  if (!split.reasons.empty()) return split;
  split.reasons.push_back(
      fmt::format("the rest varies over the values by {:.4f}, the loss by {:.4f} (rms): {} {} enough", split.rest_bends,
                  split.whole_bends, counted(split.k, "eigenvalue"), split.k == 1 ? "is" : "are"));
  const bool decides = top_decides(split), stable = top_is_stable(split);
  split.mechanism = decides && stable ? Mechanism::kSeen : Mechanism::kNotSeen;
  return split;
}

}  // namespace cdp::study
