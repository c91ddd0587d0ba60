// See scaling_report.h.
#include "compiler/pipeline/scaling_report.h"

#include <algorithm>

#include <utility>

#include <fmt/format.h>

#include "compiler/analysis/growth/directions.h"
#include "compiler/base/text.h"

namespace cdp::pipeline {

namespace {

using analysis::Direction;

constexpr double kMoved = 1 + 1e-9;  // away from the reference at all

/// Along which axis, or which together with others; null: the spec has none of that name.
const Direction* find(const std::vector<Direction>& directions, const std::string& axis) {
  const auto found = std::find_if(directions.begin(), directions.end(), [&](const Direction& direction) {
    return std::find(direction.axes.begin(), direction.axes.end(), axis) != direction.axes.end();
  });
  return found == directions.end() ? nullptr : &*found;
}

std::string list_axes(const std::vector<Direction>& directions, const std::string& axis) {
  std::vector<std::string> names;
  for (const Direction& direction : directions) names.insert(names.end(), direction.axes.begin(), direction.axes.end());
  return did_you_mean_or(axis, names);
}

/// Those that are named, else all that the model can grow along, and batch and duration where a target moves them.
Result<std::vector<Direction>> chosen(const analysis::Facts& facts, const std::vector<std::string>& axes) {
  std::vector<Direction> all = analysis::model_directions(facts);
  if (axes.empty()) {
    for (Direction& moved : analysis::moved_directions(facts, kMoved))
      if (analysis::is_horizon(moved)) all.push_back(std::move(moved));
    return all;
  }
  for (Direction& horizon : analysis::horizon_directions()) all.push_back(std::move(horizon));
  std::vector<Direction> named;
  for (const std::string& axis : axes) {
    const Direction* direction = find(all, axis);
    if (direction == nullptr)
      return Error{fmt::format("the spec has no axis `{}` that its model grows along{}", axis, list_axes(all, axis)),
                   "--axis"};
    named.push_back(*direction);
  }
  return named;
}

}  // namespace

Result<std::optional<stability::Report>> scaling_report(AnalysedSpec& analysis, const std::vector<std::string>& axes) {
  const std::vector<ScaledTarget> scaled = scale_targets(analysis, "all");
  if (scaled.empty()) return std::optional<stability::Report>();
  std::vector<analysis::ScaleValues> scales;
  for (const ScaledTarget& at : scaled) scales.emplace_back(at.scaled, *at.settings, *analysis.model);
  const analysis::Compilation compilation{*analysis.spec, *analysis.model, *analysis.rules, *analysis.constants,
                                          scales};
  const analysis::Facts facts(compilation);
  const auto directions = chosen(facts, axes);
  if (!directions) return directions.error();
  stability::Report report{analysis.program.root().path, analysis.rules->name, {}};
  for (const Direction& direction : *directions)
    report.axes.push_back(stability::axis_report(facts, analysis.sources, direction));
  return std::optional(std::move(report));
}

}  // namespace cdp::pipeline
