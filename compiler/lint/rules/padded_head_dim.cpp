// padded-head-dim: heads that fused attention computes as wider ones. It exists in half precision only.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "compiler/base/text.h"
#include "compiler/lint/rule.h"
#include "compiler/lint/tiles.h"

namespace cdp::lint::rules {

void padded_head_dim(const CheckedSpec& checked, Findings& findings) {
  constexpr double kKernels[] = {32, 64, 96, 128, 192, 256};  // FlashAttention-2
  if (checked.spec.training.precision != plan::Precision::bf16) return;
  std::set<double> said;
  for (const ScaleValues& scale : checked.scales) {
    if (!is_large(checked, scale)) continue;
    for (const sema::Sym& width : checked.flow.head_widths) {
      const double wide = width.at(scale.scaled.target.values());
      const double* kernel = std::lower_bound(std::begin(kKernels), std::end(kKernels), wide);
      const bool fits = kernel == std::end(kKernels) || *kernel == wide || std::fmod(wide, 8) != 0;
      if (fits || !said.insert(wide).second) continue;
      findings.report(span_of(checked, scale, {width, "head_dim"}), shortest(wide), scale.name(), shortest(*kernel),
                      fmt::format("{:.0f}", 100 * (1 - wide / *kernel)));
    }
  }
}

}  // namespace cdp::lint::rules
