// See reach.h.
#include "compiler/lint/reach.h"

#include <algorithm>
#include <set>

#include "compiler/plan/words.h"
#include "compiler/scaling/selector.h"

namespace cdp::lint {

namespace {

/// Of each group a tensor has one.
constexpr std::string_view kExclusive[][5] = {{"hidden", "input", "output", "vector", "finite"}, {"block", "trunk"}};

}  // namespace

bool excludes_itself(const syntax::SelectorPath& path) {
  return std::any_of(std::begin(kExclusive), std::end(kExclusive), [&](const auto& group) {
    std::set<std::string_view> asked;
    for (const syntax::Ident& tag : path.tags)
      if (std::find(std::begin(group), std::end(group), tag.text) != std::end(group)) asked.insert(tag.text);
    return asked.size() > 1;
  });
}

Reach reach_of(const CheckedSpec& checked, const syntax::Selector& selector, sema::Hp hp) {
  Reach reach;
  const bool of_tensors = row(hp).owner == sema::HpOwner::kTensor;
  for (const model::Tensor& tensor : checked.model.tensors) {
    if (!scaling::selects(selector, tensor.path, tensor.tags)) continue;
    ++reach.selected;
    if (of_tensors && (hp != sema::Hp::init_std || plan::has_std(tensor.distribution))) ++reach.able;
  }
  for (const model::Multiplier& multiplier : checked.model.multipliers) {
    if (!scaling::selects(selector, multiplier.path, multiplier.tags)) continue;
    ++reach.selected;
    if (!of_tensors) ++reach.able;
  }
  return reach;
}

std::vector<const syntax::SelectorPath*> own_paths(const CheckedSpec& checked) {
  std::set<const syntax::Selector*> seen;
  std::vector<const syntax::SelectorPath*> paths;
  for (const scaling::Rule& rule : checked.rules.rules) {
    if (rule.span.file != 0 || !seen.insert(rule.selector).second) continue;
    for (const syntax::SelectorPath& path : rule.selector->alternatives) paths.push_back(&path);
  }
  return paths;
}

}  // namespace cdp::lint
