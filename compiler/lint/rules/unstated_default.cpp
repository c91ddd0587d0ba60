// unstated-default: what a run depends on and `training` leaves to defaults. For teams that want all of it written.
#include <utility>

#include "compiler/base/text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void unstated_default(const CheckedSpec& checked, Findings& findings) {
  const auto& training = checked.spec.training;
  const std::pair<std::string_view, std::string> keys[] = {{"optimizer", training.optimizer},
                                                           {"schedule", training.schedule.kind},
                                                           {"weight_decay", training.weight_decay},
                                                           {"precision", training.precision},
                                                           {"seed", std::to_string(training.seed)}};
  std::vector<std::string> left;
  for (const auto& [key, value] : keys)
    if (!training.set.contains(key)) left.push_back(fmt::format("`{}` ({})", key, value));
  if (left.empty()) return;
  findings.report(has_training(checked) ? training.span : checked.spec.base_span, list_of(left),
                  left.size() == 1 ? "its default" : "their defaults");
}

}  // namespace cdp::lint::rules
