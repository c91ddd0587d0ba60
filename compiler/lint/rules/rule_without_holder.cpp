// rule-without-holder: a rule in the spec's own file about a hyperparameter that nothing selected has under any
// optimizer.
#include "compiler/lint/reach.h"

namespace cdp::lint::rules {

void rule_without_holder(const CheckedSpec& checked, Findings& findings) {
  for (const scaling::Rule& rule : checked.rules.rules) {
    if (rule.span.file != 0) continue;
    const Reach reach = reach_of(checked, *rule.selector, rule.hp);
    if (reach.selected > 0 && reach.able == 0) findings.report(rule.span, row(rule.hp).name);
  }
}

}  // namespace cdp::lint::rules
