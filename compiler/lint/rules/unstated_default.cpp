// unstated-default: what a run depends on and `training` leaves to defaults. For teams that want all of it written.
#include "compiler/base/text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void unstated_default(const CheckedSpec& checked, Findings& findings) {
  const auto& training = checked.spec.training;
  std::vector<std::string> left;
  for (const std::string_view key : {"optimizer", "schedule", "weight_decay", "precision"})
    if (!training.set.contains(key)) left.push_back(fmt::format("`{}` ({})", key, training.word(key)));
  if (!training.set.contains("seed")) left.push_back(fmt::format("`seed` ({})", training.seed));
  if (left.empty()) return;
  findings.report(has_training(checked) ? training.span : checked.spec.base_span, list_of(left),
                  left.size() == 1 ? "its default" : "their defaults");
}

}  // namespace cdp::lint::rules
