// rule-without-effect: a rule in the spec's own file with a path that is not in the model. Tags that this model happens
// to lack are no fault.
#include <algorithm>

#include "compiler/lint/reach.h"

namespace cdp::lint::rules {

namespace {

bool names_a_path(const syntax::SelectorPath& path) {
  return std::any_of(path.steps.begin(), path.steps.end(),
                     [](const auto& step) { return step.kind == syntax::SelectorStep::Kind::kName; });
}

}  // namespace

void rule_without_effect(const CheckedSpec& checked, Findings& findings) {
  for (const syntax::SelectorPath* path : own_paths(checked)) {
    if (excludes_itself(*path) || !names_a_path(*path)) continue;
    if (reach_of(checked, {{*path}, path->span}, sema::Hp::lr).selected == 0) findings.report(path->span);
  }
}

}  // namespace cdp::lint::rules
