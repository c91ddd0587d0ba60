// See tags.h.
#include "study/runs/tags.h"

#include <fmt/format.h>

#include "compiler/base/harmless.h"
#include "compiler/base/text.h"

namespace cdp::study {

namespace {

std::string value_of(const Run& run, const std::string& tag) {
  const auto found = run.tags.find(tag);
  return found == run.tags.end() ? kNoTag : found->second;
}

/// The first few, and how many more there are.
std::string few(const std::set<std::string>& values) {
  constexpr std::size_t kMost = 4;
  std::vector<std::string> shown;
  for (const std::string& value : values) {
    if (shown.size() == kMost) {
      shown.push_back(fmt::format("{} more", values.size() - kMost));
      break;
    }
    shown.push_back(value == kNoTag ? value : fmt::format("`{}`", shortened(value)));
  }
  return list_of(shown);
}

Error mixed(const Group& group, const std::string& tag, const std::set<std::string>& values,
            const std::vector<std::string>& by) {
  std::string options;
  for (const std::string& one : by) options += fmt::format("--by {} ", one);
  const std::string of = group_name(group);
  const bool one_each = values.size() == group.runs.runs.size() && values.size() > 2;
  const std::string split =
      one_each ? fmt::format("`--ignore {}` leaves the column out", tag)
               : fmt::format("`{}--by {}` looks at each alone, `--ignore {}` takes them together", options, tag, tag);
  return {fmt::format("the runs{}{} differ in `{}`: {}; {}", of.empty() ? "" : " of ", of, tag, few(values), split),
          group.runs.name};
}

Error unknown(const Runs& runs, const std::string& tag) {
  std::vector<std::string> names;
  for (const auto& [name, values] : tag_values(runs)) names.push_back(name);
  const std::string way_out = names.empty() ? "; they have no tags" : did_you_mean_or(tag, names);
  return {fmt::format("the runs have no tag `{}`{}", shortened(tag), way_out), runs.name};
}

}  // namespace

std::map<std::string, std::set<std::string>> tag_values(const Runs& runs) {
  std::map<std::string, std::set<std::string>> values;
  for (const Run& run : runs.runs)
    for (const auto& [tag, value] : run.tags) values[tag].insert(value);
  for (auto& [tag, known] : values)
    for (const Run& run : runs.runs) known.insert(value_of(run, tag));
  return values;
}

std::string group_name(const Group& group) {
  std::string name;
  for (const auto& [tag, value] : group.tags) name += fmt::format("{}{} {}", name.empty() ? "" : ", ", tag, value);
  return name;
}

Result<std::vector<Group>> group_by_tags(const Runs& runs, const std::vector<std::string>& by) {
  const auto all = tag_values(runs);
  for (const std::string& tag : by)
    if (!all.contains(tag)) return unknown(runs, tag);
  std::map<std::vector<std::string>, Group> groups;
  for (const Run& run : runs.runs) {
    std::vector<std::string> key;
    for (const std::string& tag : by) key.push_back(value_of(run, tag));
    Group& group = groups[key];
    for (std::size_t i = 0; i < by.size(); ++i) group.tags[by[i]] = key[i];
    group.runs.name = runs.name;
    group.runs.runs.push_back(run);
  }
  std::vector<Group> result;
  for (auto& [key, group] : groups) result.push_back(std::move(group));
  return result;
}

Status refuse_mixed(const Group& group, const std::vector<std::string>& by) {
  for (const auto& [tag, values] : tag_values(group.runs))
    if (values.size() > 1) return mixed(group, tag, values, by);
  return Done{};
}

Result<std::vector<Group>> split_by_tags(const Runs& runs, const std::vector<std::string>& by) {
  auto groups = group_by_tags(runs, by);
  if (!groups) return groups;
  for (const Group& group : *groups)
    if (const Status alike = refuse_mixed(group, by); !alike) return alike.error();
  return groups;
}

}  // namespace cdp::study
