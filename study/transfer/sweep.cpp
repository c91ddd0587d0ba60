// See sweep.h.
#include "study/transfer/sweep.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

#include "compiler/base/harmless.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "study/runs/csv.h"
#include "study/runs/tags.h"

namespace cdp::study {

namespace {

using Values = std::map<std::string, double> Run::*;

std::optional<double> value_of(const Run& run, Values which, const std::string& name) {
  const auto& values = run.*which;
  const auto found = values.find(name);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> names_of(const Runs& runs, Values which) {
  std::set<std::string> names;
  for (const Run& run : runs.runs)
    for (const auto& [name, value] : run.*which) names.insert(name);
  return {names.begin(), names.end()};
}

std::size_t count_values(const Runs& runs, Values which, const std::string& name) {
  std::set<std::optional<double>> values;
  for (const Run& run : runs.runs) values.insert(value_of(run, which, name));
  values.erase(std::nullopt);
  return values.size();
}

/// Whether what is named has one value (or none) at each value of the axis.
bool follows(const Runs& runs, Values which, const std::string& name, const std::string& axis) {
  std::map<std::optional<double>, std::optional<double>> at;
  for (const Run& run : runs.runs) {
    const auto value = value_of(run, which, name);
    const auto [known, is_new] = at.emplace(value_of(run, &Run::axes, axis), value);
    if (!is_new && known->second != value) return false;
  }
  return true;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string options_of(const std::vector<std::string>& names, std::string_view option) {
  std::vector<std::string> words;
  for (const std::string& name : names) words.push_back(fmt::format("`{} {}`", option, shortened(name)));
  return list_of(words, "or");
}

std::string quoted(const std::vector<std::string>& names) {
  std::vector<std::string> words;
  for (const std::string& name : names) words.push_back(fmt::format("`{}`", shortened(name)));
  return list_of(words);
}

/// A column of this name is there, but as a tag.
std::string as_tag(const Runs& runs, const std::string& name) {
  return tag_values(runs).contains(name) ? "; its column has words" : "";
}

Result<std::string> chosen(const Runs& runs, Values which, const std::string& name, std::string_view what) {
  const std::vector<std::string> names = names_of(runs, which);
  if (contains(names, name)) return name;
  const std::string tag = as_tag(runs, name);
  const std::string way_out = !tag.empty() ? tag : names.empty() ? "; they have none" : did_you_mean_or(name, names);
  return Error{fmt::format("the runs have no {} `{}`{}", what, shortened(name), way_out), runs.name};
}

/// In the order of the known axes, then by name.
std::vector<std::string> in_order(std::vector<std::string> axes) {
  const auto rank = [](const std::string& name) {
    return std::find(std::begin(kAxisNames), std::end(kAxisNames), name);
  };
  std::stable_sort(axes.begin(), axes.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return axes;
}

Result<std::string> axis_of(const Runs& runs, const SweepChoice& choice) {
  if (!choice.axis.empty()) return chosen(runs, &Run::axes, choice.axis, "axis");
  std::vector<std::string> varying;
  for (const std::string& name : in_order(names_of(runs, &Run::axes)))
    if (!contains(choice.by, name) && count_values(runs, &Run::axes, name) > 1) varying.push_back(name);
  if (varying.empty())
    return Error{
        "no axis varies; transfer compares scales: give a column such as `width` at least three values, or "
        "name the axis by `--axis`",
        runs.name};
  const std::string& first = varying.front();
  const bool together = std::all_of(varying.begin(), varying.end(), [&](const std::string& name) {
    return follows(runs, &Run::axes, name, first) && follows(runs, &Run::axes, first, name);
  });
  if (together) return first;
  return Error{fmt::format("{} vary; choose one by {}, and `--by` for each other that shall be looked at alone",
                           quoted(varying), options_of(varying, "--axis")),
               runs.name};
}

Result<std::string> hyperparameter_of(const Runs& runs, const SweepChoice& choice, const std::string& axis) {
  if (!choice.hyperparameter.empty()) return chosen(runs, &Run::values, choice.hyperparameter, "hyperparameter");
  std::vector<std::string> varying;
  const std::vector<std::string> names = names_of(runs, &Run::values);
  for (const std::string& name : names)
    if (!contains(choice.by, name) && !follows(runs, &Run::values, name, axis)) varying.push_back(name);
  if (varying.size() == 1) return varying.front();
  if (!varying.empty())
    return Error{fmt::format("{} vary; choose one by {}, and `--by` for each other that shall be looked at alone",
                             quoted(varying), options_of(varying, "--hp")),
                 runs.name};
  if (!names.empty())
    return Error{fmt::format("{} has one value at each {}; transfer needs at least three", quoted(names), axis),
                 runs.name};
  return Error{"no column is a hyperparameter; their names have a point, as `base.lr`: name another by `--hp`",
               runs.name};
}

void make_tag(Run& run, Values which, const std::string& name) {
  auto& values = run.*which;
  const auto found = values.find(name);
  if (found == values.end()) return;
  run.tags[name] = shortest(found->second);
  values.erase(found);
}

/// What is neither the axis nor the hyperparameter and does not follow the axis must be the same in all runs: as tags,
/// which are held to that.
void hold_others(Runs& runs, const Sweep& sweep) {
  for (const auto& [which, own] : {std::pair(&Run::axes, sweep.axis), std::pair(&Run::values, sweep.hyperparameter)})
    for (const std::string& name : names_of(runs, which))
      if (name != own && !follows(runs, which, name, sweep.axis))
        for (Run& run : runs.runs) make_tag(run, which, name);
}

std::optional<double> mean_flops(const std::vector<const Run*>& runs) {
  double sum = 0;
  for (const Run* const run : runs) {
    if (!run->flops) return {};
    sum += *run->flops / static_cast<double>(runs.size());
  }
  return sum;
}

void add_scales(const Runs& runs, Sweep& sweep) {
  std::map<double, std::vector<const Run*>> scales;
  std::size_t without = 0, not_positive = 0;
  for (const Run& run : runs.runs) {
    const auto scale = value_of(run, &Run::axes, sweep.axis);
    const auto value = value_of(run, &Run::values, sweep.hyperparameter);
    if (!scale || !value)
      ++without;
    else if (!(*value > 0))
      ++not_positive;
    else
      scales[*scale].push_back(&run);
  }
  for (const auto& [scale, members] : scales) {
    SweepScale one = {scale, {}, mean_flops(members)};
    for (const Run* const run : members)
      one.runs.push_back({*value_of(*run, &Run::values, sweep.hyperparameter), run->loss});
    std::stable_sort(one.runs.begin(), one.runs.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
    sweep.scales.push_back(std::move(one));
  }
  if (without > 0)
    sweep.notes.push_back(fmt::format("{} without `{}` or `{}` left out", counted(without, "run"),
                                      shortened(sweep.axis), shortened(sweep.hyperparameter)));
  if (not_positive > 0)
    sweep.notes.push_back(fmt::format("{} with `{}` at 0 or below left out: it has no logarithm",
                                      counted(not_positive, "run"), shortened(sweep.hyperparameter)));
}

}  // namespace

Result<std::vector<Sweep>> sweeps_of(const Runs& runs, const SweepChoice& choice) {
  const auto axis = axis_of(runs, choice);
  if (!axis) return axis.error();
  const auto hyperparameter = hyperparameter_of(runs, choice, *axis);
  if (!hyperparameter) return hyperparameter.error();
  Runs tagged = runs;
  for (const std::string& name : choice.by)
    for (Run& run : tagged.runs) {
      if (name != *axis) make_tag(run, &Run::axes, name);
      if (name != *hyperparameter) make_tag(run, &Run::values, name);
    }
  auto groups = group_by_tags(tagged, choice.by);
  if (!groups) return groups.error();
  std::vector<Sweep> sweeps;
  for (Group& group : *groups) {
    Sweep sweep = {runs.name, group_name(group), *axis, *hyperparameter};
    hold_others(group.runs, sweep);
    if (const Status alike = refuse_mixed(group, choice.by); !alike) return alike.error();
    add_scales(group.runs, sweep);
    if (sweep.scales.empty())
      return Error{fmt::format("no run has `{}` and a `{}` above 0; there is nothing to compare", shortened(*axis),
                               shortened(*hyperparameter)),
                   runs.name};
    sweeps.push_back(std::move(sweep));
  }
  return sweeps;
}

}  // namespace cdp::study
