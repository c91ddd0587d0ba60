// Folded names: `blocks.*.attn.q.weight` stands for one tensor of each run of the stack `blocks`.
#include "compiler/plan/graph.h"

#include <algorithm>

#include "compiler/base/check.h"
#include "compiler/base/saturating.h"

namespace cdp::plan {
namespace {

/// Calls `part(text)` for each piece between points.
template <class Part>
void for_each_part(std::string_view name, Part&& part) {
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    part(name.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace

std::size_t count_stars(std::string_view folded) {
  std::size_t stars = 0;
  for_each_part(folded, [&](std::string_view part) { stars += part == "*" ? 1 : 0; });
  return stars;
}

std::int64_t unfolded_operations(const Block& block) {
  std::int64_t count = 0;
  for (const Node& node : block.nodes) {
    const std::int64_t runs = std::max<std::int64_t>(0, node.count.value_or(1));
    // A run takes a value for each argument, whatever it does with them.
    const auto taken = static_cast<std::int64_t>(1 + node.args.size());
    const std::int64_t inside = node.body ? saturating_sum(taken, unfolded_operations(*node.body)) : 1;
    count = saturating_sum(count, saturating_product(runs, inside));
  }
  return count;
}

std::string expand(std::string_view folded, std::span<const std::int64_t> indices) {
  std::string name;
  name.reserve(folded.size() + 8);
  std::size_t next = 0;
  for_each_part(folded, [&](std::string_view part) {
    if (part.data() != folded.data()) name += '.';
    if (part == "*") {
      CHECK(next < indices.size());
      name += std::to_string(indices[next++]);
    } else {
      name += part;
    }
  });
  return name;
}

}  // namespace cdp::plan
