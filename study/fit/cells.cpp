// See cells.h.
#include "study/fit/cells.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"

namespace cdp::study {
namespace {

std::vector<std::string> quoted(const std::set<std::string>& names) {
  std::vector<std::string> result;
  for (const std::string& name : names) result.push_back("`" + name + "`");
  return result;
}

/// Whether a number can stand on a logarithmic scale.
bool is_positive(double value) {
  return value > 0 && std::isfinite(value);
}

/// What makes an axis unfit, said of the first one.
std::optional<Error> axis_fault(const Runs& runs) {
  std::map<std::string, std::size_t> counts;
  for (const Run& run : runs.runs)
    for (const auto& [axis, value] : run.axes) {
      ++counts[axis];
      if (!is_positive(value))
        return Error{fmt::format("`{}` is {} in a run; a scale is above 0", axis, shortest(value)), runs.name};
    }
  for (const auto& [axis, count] : counts)
    if (count < runs.runs.size())
      return Error{fmt::format("`{}` is empty in {} of {} runs; fill it in, or leave those rows out", axis,
                               runs.runs.size() - count, runs.runs.size()),
                   runs.name};
  return {};
}

std::optional<Error> value_fault(const Runs& runs, const std::string& hyperparameter) {
  std::size_t missing = 0;
  for (const Run& run : runs.runs) {
    const auto value = run.values.find(hyperparameter);
    if (value == run.values.end()) {
      ++missing;
      continue;
    }
    if (!is_positive(value->second))
      return Error{
          fmt::format("`{}` is {} in a run; the fit is on its logarithm, so leave out runs where it is not above 0",
                      hyperparameter, shortest(value->second)),
          runs.name};
  }
  if (missing == 0) return {};
  return Error{fmt::format("`{}` is empty in {} of {} runs; fill it in, or leave those rows out", hyperparameter,
                           missing, runs.runs.size()),
               runs.name};
}

}  // namespace

Result<std::string> fitted_hyperparameter(const Runs& runs, const std::string& asked) {
  std::map<std::string, std::set<double>> values;
  for (const Run& run : runs.runs)
    for (const auto& [name, value] : run.values) values[name].insert(value);
  std::vector<std::string> all;
  std::set<std::string> varying;
  for (const auto& [name, seen] : values) {
    all.push_back(name);
    if (seen.size() > 1) varying.insert(name);
  }
  if (!asked.empty()) {
    if (values.contains(asked)) return asked;
    if (all.empty()) return Error{fmt::format("no column is called `{}`", asked), runs.name};
    return Error{fmt::format("there is no hyperparameter `{}`{}", asked, did_you_mean_or(asked, all)), runs.name};
  }
  if (varying.size() == 1) return *varying.begin();
  if (varying.empty())
    return Error{
        "no hyperparameter varies; the table needs a column such as `base.lr` with several values at each scale",
        runs.name};
  return Error{fmt::format("{} vary; say with --hp which one to fit", list_of(quoted(varying))), runs.name};
}

Result<std::vector<FitCell>> cells_of(const Runs& runs, const std::string& hyperparameter) {
  if (const auto fault = axis_fault(runs)) return *fault;
  if (const auto fault = value_fault(runs, hyperparameter)) return *fault;
  std::map<std::pair<ScalePoint, std::map<std::string, double>>, FitCell> cells;
  for (const Run& run : runs.runs) {
    auto others = run.values;
    const double value = others.at(hyperparameter);
    others.erase(hyperparameter);
    FitCell& cell = cells[{run.axes, others}];
    cell.scale = run.axes;
    cell.others = others;
    if (run.loss && std::isfinite(*run.loss))
      cell.points.push_back({value, *run.loss});
    else
      cell.diverged.push_back(value);
    cell.flops += run.flops.value_or(0);
  }
  std::vector<FitCell> result;
  for (auto& [key, cell] : cells) {
    std::stable_sort(cell.points.begin(), cell.points.end(),
                     [](const CellPoint& a, const CellPoint& b) { return a.value < b.value; });
    std::sort(cell.diverged.begin(), cell.diverged.end());
    result.push_back(std::move(cell));
  }
  return result;
}

std::vector<std::string> varying_axes(std::span<const FitCell> cells) {
  std::map<std::string, std::set<double>> values;
  for (const FitCell& cell : cells)
    for (const auto& [axis, value] : cell.scale) values[axis].insert(value);
  std::vector<std::string> result;
  for (const auto& [axis, seen] : values)
    if (seen.size() > 1) result.push_back(axis);
  return result;
}

std::string scale_text(const ScalePoint& scale) {
  std::vector<std::string> parts;
  for (const auto& [axis, value] : scale) parts.push_back(fmt::format("{} {}", axis, with_suffix(value)));
  return parts.empty() ? "the one scale" : fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace cdp::study
