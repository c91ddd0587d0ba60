// Counting of prefixes; see prefixes.h.
#include "compiler/verify/prefixes.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace cdp::verify {
namespace {

using Names = std::set<std::string_view>;

Names open_names(const std::vector<Entry>& entries) {
  Names names;
  for (const Entry& entry : entries)
    if (entry.is_open) names.insert(entry.name);
  return names;
}

/// How often each prefix stands before one of `bare`.
std::map<std::string_view, std::size_t> prefixes(const Names& names, const Names& bare) {
  std::map<std::string_view, std::size_t> counts;
  for (const std::string_view name : names)
    for (std::size_t point = name.find('.'); point != std::string_view::npos; point = name.find('.', point + 1))
      if (bare.contains(name.substr(point + 1))) ++counts[name.substr(0, point + 1)];
  return counts;
}

}  // namespace

std::optional<Prefix> common_prefix(const Sides& sides) {
  const Names planned = open_names(sides.plan);
  const Names stored = open_names(sides.file);
  std::optional<Prefix> best;
  std::size_t most = std::min<std::size_t>(1, planned.size() - std::min<std::size_t>(planned.size(), 1));
  for (const PrefixSide side : {PrefixSide::kFile, PrefixSide::kPlan}) {
    const bool in_file = side == PrefixSide::kFile;
    for (const auto& [prefix, count] : in_file ? prefixes(stored, planned) : prefixes(planned, stored)) {
      if (count <= most) continue;
      most = count;
      best = Prefix{std::string(prefix), side};
    }
  }
  return best;
}

Rename take_prefix(const Prefix& prefix, Sides& sides) {
  const Names planned = open_names(sides.plan);
  for (Entry& entry : sides.file) {
    if (!entry.is_open) continue;
    std::string name = prefix.text + entry.name;
    if (prefix.side == PrefixSide::kFile)
      name = entry.name.starts_with(prefix.text) ? entry.name.substr(prefix.text.size()) : "";
    if (planned.contains(name)) entry.name = std::move(name);
  }
  if (prefix.side == PrefixSide::kFile) return {prefix.text + "**", "**"};
  return {"**", prefix.text + "**"};
}

}  // namespace cdp::verify
