// See study.h.
#include "compiler/coordcheck/study.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "compiler/base/number_text.h"

namespace cdp::coordcheck {
namespace {

constexpr std::size_t kLeastPoints = 3;

bool knows(const Expected& expected, const std::string& name) {
  return expected.ranges.contains(name) || expected.roles.values.contains(name);
}

}  // namespace

Result<StudyResult> judge_study(std::span<const run::MeasuredLine> lines, const Study& study, const Expected& expected,
                                double tolerance) {
  StudyResult result;
  result.axis = study.axis;
  std::set<double> scales;
  std::set<std::pair<double, std::int64_t>> runs;
  for (Series& series : series_of(lines, study)) {
    for (const auto& [step, points] : series.steps)
      for (const Point& point : points) {
        scales.insert(point.scale);
        runs.emplace(point.scale, point.seed);
      }
    if (knows(expected, series.name))
      result.series.push_back(std::move(series));
    else if (std::find(result.unknown.begin(), result.unknown.end(), series.name) == result.unknown.end())
      result.unknown.push_back(series.name);
  }
  if (scales.size() < 2 || runs.size() < kLeastPoints)
    return Error{
        fmt::format("is measured at {}, {} in all; an exponent with an interval takes two scales and three runs: "
                    "more scales or seeds",
                    counted(scales.size(), "scale"), counted(runs.size(), "run")),
        study.axis};
  if (result.series.empty())
    return Error{fmt::format("none of the measured names is one of the spec's, as `{}` is not; names are those of `cdp "
                             "compile`, as blocks.0.attn.q",
                             result.unknown.front()),
                 study.axis};
  result.scales.assign(scales.begin(), scales.end());
  result.checks = judge(result.series, expected, study, tolerance);
  return result;
}

}  // namespace cdp::coordcheck
