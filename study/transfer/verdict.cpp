// See verdict.h. What keeps the numbers from being believed comes first; only where nothing does, they are judged.
#include "study/transfer/verdict.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "study/transfer/transfer.h"
#include "study/transfer/words.h"

namespace cdp::study {

namespace {

constexpr std::size_t kLeastScales = 3;
constexpr std::size_t kLeastCells = 3;    // below, no parabola
constexpr std::size_t kLeastFreedom = 3;  // below, the noise is a guess

constexpr const char* kScales = "\x01";  // in a doubt: where the scales are to stand

/// What keeps the optimum of a scale from being believed, and what would help.
struct Doubt {
  std::string reason, decide;
};

std::string value_words(double x) {
  return short_number(std::exp2(x));
}

std::size_t stable_cells(const Curve& curve) {
  return static_cast<std::size_t>(
      std::count_if(curve.cells.begin(), curve.cells.end(), [](const CurveCell& cell) { return cell.stable(); }));
}

Doubt edge_doubt(const std::string& hp, const Curve& curve) {
  std::size_t low = 0;
  std::size_t high = curve.cells.size() - 1;
  while (!curve.cells[low].stable()) ++low;
  while (!curve.cells[high].stable()) --high;
  if (curve.edge == Edge::kLow)
    return {fmt::format("the optimum at {} is at the smallest value of {}", kScales, hp),
            fmt::format("values of {} below {} at {}", hp, value_words(curve.cells[low].low), kScales)};
  if (curve.edge == Edge::kHigh)
    return {fmt::format("the optimum at {} is at the largest value of {}", kScales, hp),
            fmt::format("values of {} above {} at {}", hp, value_words(curve.cells[high].high), kScales)};
  const bool above = high + 1 < curve.cells.size() && (low == 0 || curve.best_cell == high);
  const std::size_t inner = above ? high : low - 1;
  return {fmt::format("at {} the value of {} beside the best one diverges", kScales, hp),
          fmt::format("values of {} between {} and {} at {}", hp, value_words(curve.cells[inner].high),
                      value_words(curve.cells[inner + 1].low), kScales)};
}

/// The optimum is not known better than to a quarter of the values that were tried, to each side.
bool swamped(const Curve& curve) {
  return !(curve.interval.high - curve.interval.low < curve.span() / 2);
}

std::optional<Doubt> doubt(const std::string& hp, const Curve& curve) {
  if (stable_cells(curve) < kLeastCells)
    return Doubt{fmt::format("at {} fewer than three values of {} did not diverge", kScales, hp),
                 fmt::format("more values of {} at {}: four or more, a factor of 2 apart", hp, kScales)};
  if (curve.two_minima)
    return Doubt{fmt::format("the loss at {} has two minima", kScales),
                 fmt::format("values of {} between the two minima at {}, with more seeds", hp, kScales)};
  if (curve.edge != Edge::kNone) return edge_doubt(hp, curve);
  if (curve.noise.freedom < kLeastFreedom)
    return Doubt{fmt::format("nothing tells the noise at {}", kScales),
                 fmt::format("a second seed, or more values of {}", hp)};
  if (!curve.has_optimum() || swamped(curve))
    return Doubt{fmt::format("noise hides the optimum at {}", kScales),
                 fmt::format("more seeds at {}, or values of {} farther apart", kScales, hp)};
  if (curve.splines_differ)
    return Doubt{fmt::format("parabola and spline put the optimum at {} in different places", kScales),
                 fmt::format("values of {} closer together about {} at {}", hp,
                             value_words(curve.cells[curve.best_cell].x), kScales)};
  return {};
}

/// Each doubt once, with all its scales.
void add_doubts(const Transfer& transfer, Verdict& verdict) {
  std::vector<std::pair<Doubt, std::vector<std::string>>> doubts;
  for (const Curve& curve : transfer.curves) {
    auto found = doubt(transfer.sweep.hyperparameter, curve);
    if (!found) continue;
    const auto known = std::find_if(doubts.begin(), doubts.end(), [&found](const auto& one) {
      return one.first.reason == found->reason && one.first.decide == found->decide;
    });
    auto& scales = known != doubts.end() ? known->second : doubts.emplace_back(*std::move(found), 0).second;
    scales.push_back(with_suffix(curve.scale));
  }
  for (auto& [one, scales] : doubts) {
    const std::string where = transfer.sweep.axis + " " + list_of(scales);
    for (auto [text, into] : {std::pair(&one.reason, &verdict.reasons), std::pair(&one.decide, &verdict.decide)}) {
      if (const std::size_t hole = text->find(kScales); hole != std::string::npos) text->replace(hole, 1, where);
      if (std::find(into->begin(), into->end(), *text) == into->end()) into->push_back(*text);
    }
  }
}

/// The largest proxy in the lower half of the scales, by their logarithms.
const Regret& middle_regret(const Transfer& transfer) {
  const double half = std::sqrt(transfer.usable.front().scale) * std::sqrt(transfer.usable.back().scale) * 1.01;
  const Regret* found = &transfer.regrets.front();
  for (const Regret& regret : transfer.regrets)
    if (regret.proxy <= half) found = &regret;
  return *found;
}

/// How many times the seeds would do: intervals of a drift shrink as their root, a regret goes as its square.
std::string more_seeds(const Estimate& measure) {
  const auto root = [](double value) { return std::sqrt(std::max(0.0, value)); };
  const double apart = std::abs(root(measure.value) - 1);
  const double half =
      measure.value < 1 ? root(measure.sure.high) - root(measure.value) : root(measure.value) - root(measure.sure.low);
  constexpr double kMost = 30;
  const double times = std::ceil(half * half / (apart * apart));
  if (!std::isfinite(times) || !(times <= kMost)) return "";
  return fmt::format("about {} times the seeds", std::max(2.0, times));
}

std::string beyond_words(const Transfer& transfer) {
  const double last = transfer.usable.back().scale;
  return fmt::format("one more scale, as {} {}", transfer.sweep.axis,
                     with_suffix(last * last / transfer.usable[transfer.usable.size() - 2].scale));
}

std::string limit_words(const Transfer& transfer) {
  return transfer.tolerance ? short_number(*transfer.tolerance) : percent(kLargeShare);
}

std::string regret_words(const Transfer& transfer, const Regret& regret) {
  const std::string who = fmt::format("the optimum of {} {}", transfer.sweep.axis, with_suffix(regret.proxy));
  const std::string where = with_suffix(transfer.usable.back().scale);
  if (transfer.tolerance)
    return fmt::format("{} costs {} in loss at {}", who, with_interval(regret.loss, signed_less), where);
  return fmt::format("{} costs {} of what scaling to {} buys", who, with_interval(regret.share, percent), where);
}

/// Where the trend alone says that transfer is fast: from which proxy on its regret does not matter.
const Regret* good_enough(const Transfer& transfer) {
  for (const Regret& regret : transfer.regrets)
    if (regret.measure.value < 1) return &regret;
  return nullptr;
}

Verdict cannot_tell(const Transfer& transfer, const Regret& smallest) {
  Verdict verdict;
  verdict.reasons.push_back(
      fmt::format("{}: it may be below {} and above", regret_words(transfer, smallest), limit_words(transfer)));
  if (std::string seeds = more_seeds(smallest.measure); !seeds.empty()) verdict.decide.push_back(std::move(seeds));
  verdict.decide.push_back(beyond_words(transfer));
  return verdict;
}

/// What the exponents say; docs/transfer.md has the reasons.
struct Trend {
  bool falls = false;   // the regret falls faster than the gap, surely
  bool stays = false;   // it does not, surely
  bool stalls = false;  // it seems not to, and the optimum surely drifts
};

/// With a tolerance nothing is held against the gap, and the trend says nothing.
Trend trend_of(const Transfer& transfer) {
  if (!transfer.margin || transfer.tolerance) return {};
  const Rate& margin = *transfer.margin;
  const bool drifts = transfer.drift && !transfer.drift->sure.holds(0);
  Trend trend;
  trend.falls = margin.identifiable && margin.sure.low > kFastMargin;
  trend.stays = margin.sure.high < kSlowMargin;
  trend.stalls = margin.interval.high < kSlowMargin || (drifts && margin.value < kFastMargin);
  return trend;
}

Verdict small_regret(const Transfer& transfer, const Trend& trend) {
  const Regret& smallest = transfer.regrets.front();
  const std::string words = fmt::format("{}: less than {}", regret_words(transfer, smallest), limit_words(transfer));
  if (!trend.stalls || smallest.measure.sure.high < kNegligible) return {TransferWord::kFast, {words}, {}};
  return {TransferWord::kCannotTell,
          {words + ", but it does not seem to fall faster than the loss gap"},
          {beyond_words(transfer)}};
}

Verdict falling_regret(const Transfer& transfer) {
  const std::string words = regret_words(transfer, transfer.regrets.front());
  const std::string trend = "the regret falls faster than the loss gap";
  const Regret* const enough = good_enough(transfer);
  if (enough == nullptr)
    return {TransferWord::kCannotTell,
            {fmt::format("{}, but at no scale is it below {}: {}", trend, limit_words(transfer), words)},
            {beyond_words(transfer)}};
  return {TransferWord::kFast,
          {fmt::format("{}: {}", trend, regret_words(transfer, *enough)),
           fmt::format("tune at {} {} or above: {}", transfer.sweep.axis, with_suffix(enough->proxy), words)},
          {}};
}

Verdict large_regret(const Transfer& transfer, const Trend& trend) {
  const Regret& middle = middle_regret(transfer);
  const bool middle_too = &middle != &transfer.regrets.front();
  const std::string words =
      fmt::format("{}: more than {}", regret_words(transfer, transfer.regrets.front()), limit_words(transfer));
  const bool seems_to_stay =
      transfer.tolerance || (transfer.usable.size() > kLeastScales && transfer.margin->value < kSlowMargin);
  if (trend.stays || (seems_to_stay && middle.measure.sure.low > 1)) {
    Verdict slow = {TransferWord::kSlow, {words}, {}};
    if (middle_too && middle.measure.sure.low > 1) slow.reasons.push_back(regret_words(transfer, middle));
    if (trend.stays) slow.reasons.emplace_back("the regret does not fall faster than the loss gap");
    return slow;
  }
  Verdict open = {TransferWord::kCannotTell, {words}, {}};
  if (middle_too) open.reasons.push_back("but " + regret_words(transfer, middle));
  if (!transfer.tolerance) open.reasons.emplace_back("whether the regret falls faster than the loss gap is not known");
  if (std::string seeds = more_seeds(middle.measure); !seeds.empty()) open.decide.push_back(std::move(seeds));
  open.decide.push_back(beyond_words(transfer));
  return open;
}

Verdict by_numbers(const Transfer& transfer) {
  const Regret& smallest = transfer.regrets.front();
  const Trend trend = trend_of(transfer);
  if (smallest.measure.sure.high < 1) return small_regret(transfer, trend);
  if (trend.falls) return falling_regret(transfer);
  if (smallest.measure.sure.low > 1) return large_regret(transfer, trend);
  return cannot_tell(transfer, smallest);
}

}  // namespace

std::string_view word(TransferWord verdict) {
  switch (verdict) {
    case TransferWord::kFast:
      return "fast";
    case TransferWord::kCannotTell:
      return "cannot tell";
    case TransferWord::kSlow:
      return "slow";
  }
  return "";
}

Verdict judge(const Transfer& transfer) {
  Verdict doubts;
  const std::string& axis = transfer.sweep.axis;
  if (transfer.curves.size() < kLeastScales) {
    doubts.reasons.push_back(
        fmt::format("{} of {} cannot show a trend", counted(transfer.curves.size(), "value"), axis));
    doubts.decide.push_back(fmt::format("runs at three values of {} or more, better five", axis));
  }
  add_doubts(transfer, doubts);
  if (!doubts.reasons.empty()) return doubts;
  if (transfer.tolerance || transfer.regrets.front().gains) return by_numbers(transfer);
  return {TransferWord::kCannotTell,
          {fmt::format(
              "the loss does not surely fall from {} {} to {}, so that there is nothing to hold the regret against",
              axis, with_suffix(transfer.usable.front().scale), with_suffix(transfer.usable.back().scale))},
          {"a regret in loss that does not matter to you, as `--tolerance 0.01`"}};
}

}  // namespace cdp::study
