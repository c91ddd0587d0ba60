// floor-looks-absolute: a schedule's floor as small as a learning rate, where it is a fraction of the peak.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void floor_looks_absolute(const CheckedSpec& checked, Findings& findings) {
  constexpr double kLeastFraction = 1e-3;
  const double floor = checked.spec.training.schedule.floor;
  const syntax::Argument* written = schedule_argument(checked, "floor");
  if (written == nullptr || floor <= 0 || floor >= kLeastFraction) return;
  double peak = 0;
  for (const TensorAt& at : checked.reference().tensors)
    peak = std::max(peak, value_of(at.first, sema::Hp::lr).value_or(0));
  if (peak <= 0) return;
  const std::string as_fraction = short_number(100 * floor / peak) + "%";
  findings
      .report(written->value->span, short_number(floor), short_number(floor * peak), short_number(peak), as_fraction)
      .fix(written->value->span, floor < peak ? as_fraction : "0");
}

}  // namespace cdp::lint::rules
