// Reports for the tests of their forms.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/diff/report.h"

namespace cdp::diff {

/// One learning rate of two tensors has changed by a line that was added. What the text says is the test's own.
inline Report report_on(const plan::Plan& plan, const std::string& name, const std::string& line = "lr *= 2") {
  Report report;
  report.a = {"a.cdp", &plan};
  report.b = {"b.cdp", &plan};
  const Link link{line, "b.cdp:9:1", plan::Effect::kMultiply, 2, 2};
  report.differences = {{Category::lr,
                         ChangeKind::kChanged,
                         What::kPath,
                         "lr",
                         {{0.1, 0.2, {name, "head.weight"}, {name, "head.weight"}}},
                         {{{}, link, {}, {}}}}};
  return report;
}

inline plan::Plan plan_at(const std::string& target) {
  plan::Plan plan;
  plan.target = target;
  return plan;
}

}  // namespace cdp::diff
