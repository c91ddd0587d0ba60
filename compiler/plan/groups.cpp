// Grouping by equal settings, and folding of names: indices are folded from the innermost outwards, so that equal inner
// ranges can then be folded by the outer index.
#include "compiler/plan/groups.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

#include "compiler/base/dotted.h"

namespace cdp::plan {
namespace {

using Segments = std::vector<std::string>;

Segments split(std::string_view name) {
  const std::vector<std::string_view> parts = dotted::parts(name);
  return {parts.begin(), parts.end()};
}

/// {0, 1, 2, 5} -> "0-2,5"
std::string ranges(std::vector<std::int64_t> indices) {
  std::sort(indices.begin(), indices.end());
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
  std::string text;
  for (std::size_t i = 0; i < indices.size();) {
    std::size_t last = i;
    while (last + 1 < indices.size() && indices[last + 1] == indices[last] + 1) ++last;
    if (!text.empty()) text += ',';
    text += std::to_string(indices[i]);
    if (last > i) text += '-' + std::to_string(indices[last]);
    i = last + 1;
  }
  return text;
}

/// Merges the names that are equal but for an index at `position`.
std::vector<Segments> fold_at(const std::vector<Segments>& names, std::size_t position) {
  struct Family {
    Segments pattern;
    std::vector<std::int64_t> indices;  // empty: no index at this position
  };
  std::vector<Family> families;
  std::map<Segments, std::size_t> known;  // by pattern: those with indices
  for (const Segments& name : names) {
    const auto index = position < name.size() ? dotted::index(name[position]) : std::nullopt;
    if (!index) {
      families.push_back({name, {}});
      continue;
    }
    Segments pattern = name;
    pattern[position].clear();
    const auto [family, is_new] = known.try_emplace(pattern, families.size());
    if (is_new) families.push_back({std::move(pattern), {}});
    families[family->second].indices.push_back(*index);
  }
  std::vector<Segments> folded;
  for (Family& family : families) {
    if (!family.indices.empty()) family.pattern[position] = ranges(std::move(family.indices));
    folded.push_back(std::move(family.pattern));
  }
  return folded;
}

/// Those of a group have the same.
auto settings_of(const Tensor& tensor) {
  return std::tie(tensor.shape, tensor.tags, tensor.init.distribution, tensor.init.std, tensor.optimizer, tensor.lr,
                  tensor.beta1, tensor.beta2, tensor.eps, tensor.weight_decay);
}
auto settings_of(const Multiplier& multiplier) {
  return std::tie(multiplier.tags, multiplier.value);
}

/// Which of the groups made so far a tensor or multiplier is of, the next one for new settings.
template <class Part>
class Groups {
 public:
  std::size_t of(const Part& part) { return known_.try_emplace(settings_of(part), known_.size()).first->second; }

 private:
  std::map<decltype(settings_of(std::declval<const Part&>())), std::size_t> known_;
};

std::string braces_of(const std::vector<std::string>& parts) {
  return fmt::format("{{{}}}", fmt::join(parts, ","));
}

}  // namespace

std::vector<std::string> fold_names(std::span<const std::string> names) {
  std::vector<Segments> segments;
  std::size_t longest = 0;
  for (const std::string& name : names) {
    segments.push_back(split(name));
    longest = std::max(longest, segments.back().size());
  }
  for (std::size_t position = longest; position-- > 0;) segments = fold_at(segments, position);
  std::vector<std::string> folded;
  for (const Segments& name : segments) folded.push_back(fmt::format("{}", fmt::join(name, ".")));
  return folded;
}

std::int64_t element_count(const Tensor& tensor) {
  return std::accumulate(tensor.shape.begin(), tensor.shape.end(), std::int64_t{1}, std::multiplies<>{});
}

std::vector<TensorGroup> tensor_groups(const Plan& plan) {
  std::vector<TensorGroup> groups;
  Groups<Tensor> known;
  for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
    const Tensor& tensor = plan.tensors[i];
    const std::size_t index = known.of(tensor);
    if (index == groups.size()) groups.push_back({{}, {}, 0, &tensor});
    groups[index].names.push_back(tensor.name);
    groups[index].tensors.push_back(i);
    groups[index].parameters += element_count(tensor);
  }
  for (TensorGroup& group : groups) group.names = fold_names(group.names);
  return groups;
}

std::vector<MultiplierGroup> multiplier_groups(const Plan& plan) {
  std::vector<MultiplierGroup> groups;
  Groups<Multiplier> known;
  for (const Multiplier& multiplier : plan.multipliers) {
    const std::size_t index = known.of(multiplier);
    if (index == groups.size()) groups.push_back({{}, &multiplier});
    groups[index].names.push_back(multiplier.name);
  }
  for (MultiplierGroup& group : groups) group.names = fold_names(group.names);
  return groups;
}

std::vector<std::string> braced(std::vector<std::string> names) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < names.size();) {
    const auto first = split(names[i]);
    std::vector<std::string> varied;
    std::size_t at = 0;
    std::size_t last = i + 1;
    for (; last < names.size(); ++last) {
      const auto other = split(names[last]);
      if (other.size() != first.size()) break;
      std::vector<std::size_t> differ;
      for (std::size_t s = 0; s < first.size(); ++s)
        if (first[s] != other[s]) differ.push_back(s);
      if (differ.size() != 1 || (!varied.empty() && differ.front() != at)) break;
      at = differ.front();
      if (varied.empty()) varied.push_back(first[at]);
      varied.push_back(other[at]);
    }
    auto folded = first;
    if (!varied.empty()) folded[at] = braces_of(varied);
    result.push_back(fmt::format("{}", fmt::join(folded, ".")));
    i = last;
  }
  return result;
}

}  // namespace cdp::plan
