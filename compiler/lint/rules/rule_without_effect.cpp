// rule-without-effect: a rule in the spec's own file that can reach nothing: a path that is not in the model, tags that
// no tensor has together, a hyperparameter that nothing selected has. Tags that this model happens to lack are no
// fault.
#include <algorithm>
#include <set>

#include "compiler/lint/rule.h"
#include "compiler/plan/words.h"
#include "compiler/scaling/selector.h"

namespace cdp::lint::rules {

namespace {

/// Of each group a tensor has one.
constexpr std::string_view kExclusive[][5] = {{"hidden", "input", "output", "vector", "finite"}, {"block", "trunk"}};

bool excludes_itself(const syntax::SelectorPath& path) {
  return std::any_of(std::begin(kExclusive), std::end(kExclusive), [&](const auto& group) {
    std::set<std::string_view> asked;
    for (const syntax::Ident& tag : path.tags)
      if (std::find(std::begin(group), std::end(group), tag.text) != std::end(group)) asked.insert(tag.text);
    return asked.size() > 1;
  });
}

bool names_a_path(const syntax::SelectorPath& path) {
  return std::any_of(path.steps.begin(), path.steps.end(),
                     [](const auto& step) { return step.kind == syntax::SelectorStep::Kind::kName; });
}

/// How many parts it selects, and how many of these could have the hyperparameter under some optimizer.
struct Reach {
  std::size_t selected = 0;
  std::size_t able = 0;
};

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

}  // namespace

void rule_without_effect(const CheckedSpec& checked, Findings& findings) {
  std::set<const syntax::Selector*> seen;
  for (const scaling::Rule& rule : checked.rules.rules) {
    if (rule.span.file != 0) continue;
    if (seen.insert(rule.selector).second) {
      for (const syntax::SelectorPath& path : rule.selector->alternatives) {
        if (reach_of(checked, {{path}, path.span}, rule.hp).selected > 0) continue;
        if (excludes_itself(path)) {
          findings.report(path.span, "no tensor has these tags together; select them one by one, between commas");
        } else if (names_a_path(path)) {
          findings.report(path.span, "it selects nothing in this model; `cdp why` lists what there is");
        }
      }
    }
    const Reach reach = reach_of(checked, *rule.selector, rule.hp);
    if (reach.selected > 0 && reach.able == 0)
      findings.report(rule.span, fmt::format("nothing that it selects has `{}`; {}", row(rule.hp).name,
                                             rule.hp == sema::Hp::value ? "that is for multipliers" : "remove it"));
  }
}

}  // namespace cdp::lint::rules
