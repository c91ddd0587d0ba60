// See verdict.h.
#include "compiler/coordcheck/verdict.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/number_text.h"

namespace cdp::coordcheck {
namespace {

class Judge {
 public:
  Judge(const Expected& expected, const Study& study, double tolerance)
      : expected_(expected), axis_(study.axis), deepens_(study.deepens), tolerance_(tolerance) {}

  Check operator()(const Series& series) const {
    Check check;
    check.name = series.name;
    check.quantity = series.quantity;
    check.step = step_of(series);
    check.points = series.steps.at(check.step);
    check.predicted = range_of(series);
    if (const Point* bad = find_unfinite(series, check)) {
      check.verdict = Verdict::kNotFinite;
      check.words = fmt::format("is not finite at {} {}, seed {}, step {}", axis_, short_number(bad->scale), bad->seed,
                                check.step);
      return check;
    }
    if (std::any_of(check.points.begin(), check.points.end(), [](const Point& point) { return point.size == 0; })) {
      check.verdict = Verdict::kZero;
      check.words = "is 0";
      return check;
    }
    check.fit = fit_slope(check.points);
    if (check.fit)
      decide(check);
    else
      check.words = "has too few points";
    return check;
  }

 private:
  static bool is_activation(Quantity quantity) {
    return quantity != Quantity::kGradient && quantity != Quantity::kUpdate;
  }

  static std::string_view when(Quantity quantity) {
    if (quantity == Quantity::kEntry) return "at initialisation";
    return quantity == Quantity::kFirst ? "at the first step" : "in training";
  }

  static std::int64_t step_of(const Series& series) {
    return series.quantity == Quantity::kChange ? series.steps.rbegin()->first : series.steps.begin()->first;
  }

  Range range_of(const Series& series) const {
    const auto found = expected_.ranges.find(series.name);
    if (found == expected_.ranges.end()) return {0, 0, "the spec has nothing of this name"};
    const auto range = found->second.find(series.quantity);
    return range == found->second.end() ? Range{0, 0, "nothing is predicted of it"} : range->second;
  }

  /// A size that is no number, there or at any step; the check is then of that step.
  static const Point* find_unfinite(const Series& series, Check& check) {
    for (const auto& [step, points] : series.steps)
      for (const Point& point : points)
        if (!std::isfinite(point.size)) {
          check.step = step;
          check.points = points;
          return &point;
        }
    return nullptr;
  }

  /// Whether a module must not do less in a larger model: on the way from input to output nothing may; inside of layers
  /// that become more each may.
  bool must_not_fade(const Check& check) const {
    return check.quantity == Quantity::kChange && (!deepens_ || expected_.roles.stream.contains(check.name));
  }

  void decide(Check& check) const {
    const Fit& fit = *check.fit;
    const bool judged = is_activation(check.quantity) && expected_.roles.values.contains(check.name) &&
                        !expected_.roles.rescaled.contains(check.name);
    const bool known = check.predicted.unknown.empty();
    const std::string measured = fmt::format("{}^{:.2f}", axis_, fit.slope);
    if (judged && fit.low() > tolerance_) {
      check.verdict = Verdict::kExplodes;
      check.words = fmt::format("{} as {} {}", check.quantity == Quantity::kEntry ? "grows" : "moves", measured,
                                when(check.quantity));
    } else if (judged && must_not_fade(check) && fit.high() < -tolerance_) {
      check.verdict = Verdict::kFades;
      check.words = fmt::format("moves as {} in training", measured);
    } else if (known &&
               (fit.low() > check.predicted.high + tolerance_ || fit.high() < check.predicted.low - tolerance_)) {
      check.verdict = Verdict::kDisagrees;
      check.words = fmt::format("goes as {}, predicted is {}", measured, text_of(check.predicted));
    } else {
      check.verdict = known ? Verdict::kAgrees : judged ? Verdict::kStable : Verdict::kUnpredicted;
      check.words = check.predicted.unknown;
    }
  }

  static std::string text_of(const Range& range) {
    if (range.low == range.high) return fmt::format("{:+.2f}", range.low);
    return fmt::format("{:+.2f} to {:+.2f}", range.low, range.high);
  }

  const Expected& expected_;
  std::string_view axis_;
  bool deepens_;
  double tolerance_;
};

/// The size of what is wrong, for the order.
double badness(const Check& check) {
  if (!check.fit) return 0;
  const bool unstable = check.verdict == Verdict::kExplodes || check.verdict == Verdict::kFades;
  return unstable ? std::abs(check.fit->slope) : check.distance();
}

}  // namespace

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNotFinite:
      return "not finite";
    case Verdict::kExplodes:
      return "explodes";
    case Verdict::kFades:
      return "learns less";
    case Verdict::kDisagrees:
      return "disagrees";
    case Verdict::kAgrees:
      return "agrees";
    case Verdict::kStable:
      return "stable";
    case Verdict::kUnpredicted:
      return "no prediction";
    case Verdict::kZero:
      return "zero";
  }
  return "";
}

bool fails(Verdict verdict) {
  return verdict == Verdict::kNotFinite || verdict == Verdict::kExplodes || verdict == Verdict::kFades ||
         verdict == Verdict::kDisagrees;
}

double Check::distance() const {
  if (!fit || !predicted.unknown.empty()) return 0;
  return std::max({0.0, fit->slope - predicted.high, predicted.low - fit->slope});
}

std::vector<Check> judge(std::span<const Series> series, const Expected& expected, const Study& study,
                         double tolerance) {
  const Judge check(expected, study, tolerance);
  std::vector<Check> checks;
  checks.reserve(series.size());
  for (const Series& one : series) checks.push_back(check(one));
  std::stable_sort(checks.begin(), checks.end(), [](const Check& a, const Check& b) {
    if (fails(a.verdict) != fails(b.verdict)) return fails(a.verdict);
    if (!fails(a.verdict)) return false;
    if (a.verdict != b.verdict) return a.verdict < b.verdict;
    return badness(a) > badness(b);
  });
  return checks;
}

}  // namespace cdp::coordcheck
