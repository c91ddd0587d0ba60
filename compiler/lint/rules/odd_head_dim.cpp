// odd-head-dim: heads of a width that fused attention does not take.
#include <cmath>
#include <set>

#include "compiler/base/text.h"
#include "compiler/lint/rule.h"
#include "compiler/lint/tiles.h"

namespace cdp::lint::rules {

void odd_head_dim(const CheckedSpec& checked, Findings& findings) {
  constexpr double kWidest = 256;
  std::set<double> said;
  for (const ScaleValues& scale : checked.scales) {
    if (!is_large(checked, scale)) continue;
    for (const sema::Sym& width : checked.flow.head_widths) {
      const double wide = width.at(scale.scaled.target.values());
      const bool fits = wide <= kWidest && std::fmod(wide, 8) == 0;
      if (fits || !said.insert(wide).second) continue;
      findings.report(span_of(checked, scale, {width, "head_dim"}), shortest(wide), scale.name(),
                      wide > kWidest ? "at most 256" : "multiples of 8");
    }
  }
}

}  // namespace cdp::lint::rules
