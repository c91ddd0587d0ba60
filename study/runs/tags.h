// Tags keep apart what must not be mixed: runs of two schedules have two optima.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "study/runs/runs.h"

namespace cdp::study {

/// What a run that lacks a tag has in the place of its value.
inline constexpr const char* kNoTag = "(none)";

/// The values of a tag over all runs, `(none)` among them where only some runs have it.
[[nodiscard]] std::map<std::string, std::set<std::string>> tag_values(const Runs& runs);

struct Group {
  std::map<std::string, std::string> tags;  // what the group was split by
  Runs runs;
};

/// `schedule wsd, decay linear`; empty where nothing was split.
[[nodiscard]] std::string group_name(const Group& group);

/// A group for each combination of values of the tags in `by`, in their order. Error: a tag that no run has.
[[nodiscard]] Result<std::vector<Group>> group_by_tags(const Runs& runs, const std::vector<std::string>& by);

/// Refuses runs of a group that differ in a tag: the message names it, its values, and `--by` with those in `by`
/// before.
[[nodiscard]] Status refuse_mixed(const Group& group, const std::vector<std::string>& by);

/// Both: groups whose runs may be compared.
[[nodiscard]] Result<std::vector<Group>> split_by_tags(const Runs& runs, const std::vector<std::string>& by);

}  // namespace cdp::study
