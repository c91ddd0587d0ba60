// Which tensors of two plans are the same: those of the same name, then those that were renamed. A family of tensors
// (one a layer) was renamed where the other plan has a family with the same indices, shapes, tags and uses, and as many
// such families stand on both sides; these are paired in order.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/diff/parts.h"

namespace cdp::diff {
namespace {

using plan::Block;
using plan::is_value;
using plan::Multiplier;
using plan::Node;
using plan::Plan;
using plan::Tensor;

/// What uses a tensor or multiplier: `linear#1` by the pattern of its name.
using Uses = std::unordered_map<std::string, std::string>;

void collect_uses(const Block& block, Uses& uses) {
  for (const Node& node : block.nodes) {
    for (std::size_t i = 0; i < node.args.size(); ++i) {
      const auto* name = std::get_if<std::string>(&node.args[i]);
      if (name != nullptr && !is_value(*name)) uses[dotted::pattern(*name)] += fmt::format("{}#{} ", node.op, i);
    }
    if (node.body) collect_uses(*node.body, uses);
  }
}

std::string signature(const Tensor& tensor) {
  return fmt::format("{} {} {} {}", fmt::join(tensor.shape, ","), fmt::join(tensor.reference_shape, ","),
                     fmt::join(tensor.tags, ","), tensor.init.distribution);
}

std::string signature(const Multiplier& multiplier) {
  return fmt::format("{}", fmt::join(multiplier.tags, ","));
}

/// Tensors whose names differ in indices only.
struct Family {
  std::string pattern;
  std::map<std::vector<std::int64_t>, std::pair<std::size_t, std::string>>
      members;  // by their indices: where, and signature
};

template <class Part>
std::vector<Family> families_of(const std::vector<Part>& parts, const std::vector<std::size_t>& which) {
  std::vector<Family> families;
  std::unordered_map<std::string, std::size_t> known;
  for (const std::size_t i : which) {
    std::string pattern = dotted::pattern(parts[i].name);
    const auto [place, is_new] = known.emplace(pattern, families.size());
    if (is_new) families.push_back({std::move(pattern), {}});
    families[place->second].members.emplace(dotted::indices(parts[i].name), std::pair{i, signature(parts[i])});
  }
  return families;
}

/// Families that may be the same have the same text.
std::string text_of(const Family& family, const Uses& uses) {
  const auto used = uses.find(family.pattern);
  std::string text = used == uses.end() ? "" : used->second;
  for (const auto& [indices, member] : family.members)
    text += fmt::format("\n{} {}", fmt::join(indices, "."), member.second);
  return text;
}

struct Candidates {
  std::vector<const Family*> a, b;
};

std::vector<Pair> renamed_of(const std::vector<Family>& a, const std::vector<Family>& b, const Plan& in_a,
                             const Plan& in_b) {
  Uses uses_a;
  Uses uses_b;
  collect_uses(in_a.graph, uses_a);
  collect_uses(in_b.graph, uses_b);
  std::map<std::string, Candidates> alike;
  for (const Family& family : a) alike[text_of(family, uses_a)].a.push_back(&family);
  for (const Family& family : b) alike[text_of(family, uses_b)].b.push_back(&family);
  std::vector<Pair> renamed;
  for (const auto& [text, candidates] : alike) {
    if (candidates.a.size() != candidates.b.size()) continue;
    for (std::size_t i = 0; i < candidates.a.size(); ++i)
      for (auto from = candidates.a[i]->members.begin(), to = candidates.b[i]->members.begin();
           from != candidates.a[i]->members.end(); ++from, ++to)
        renamed.push_back({from->second.first, to->second.first});
  }
  const auto by_a = [](const Pair& x, const Pair& y) { return x.a < y.a; };
  std::sort(renamed.begin(), renamed.end(), by_a);
  return renamed;
}

template <class Part>
Matching match(const std::vector<Part>& a, const std::vector<Part>& b, const Plan& in_a, const Plan& in_b) {
  Matching matching;
  std::unordered_map<std::string_view, std::size_t> named;
  for (std::size_t i = 0; i < b.size(); ++i) named.emplace(b[i].name, i);
  std::vector<bool> found(b.size(), false);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto known = named.find(a[i].name);
    if (known == named.end()) {
      matching.only_a.push_back(i);
      continue;
    }
    found[known->second] = true;
    matching.both.push_back({i, known->second});
  }
  for (std::size_t i = 0; i < b.size(); ++i)
    if (!found[i]) matching.only_b.push_back(i);
  if (matching.only_a.empty() || matching.only_b.empty()) return matching;
  matching.renamed = renamed_of(families_of(a, matching.only_a), families_of(b, matching.only_b), in_a, in_b);
  matching.both.insert(matching.both.end(), matching.renamed.begin(), matching.renamed.end());
  std::sort(matching.both.begin(), matching.both.end(), [](const Pair& x, const Pair& y) { return x.a < y.a; });
  std::vector<bool> gone(a.size(), false);
  for (const Pair& pair : matching.renamed) {
    gone[pair.a] = true;
    found[pair.b] = true;
  }
  std::erase_if(matching.only_a, [&](std::size_t i) { return gone[i]; });
  std::erase_if(matching.only_b, [&](std::size_t i) { return found[i]; });
  return matching;
}

}  // namespace

Matching match_tensors(const Plan& a, const Plan& b) {
  return match(a.tensors, b.tensors, a, b);
}

Matching match_multipliers(const Plan& a, const Plan& b) {
  return match(a.multipliers, b.multipliers, a, b);
}

}  // namespace cdp::diff
