// padded-head-dim: heads that fused attention computes as wider ones. It exists in half precision only.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "compiler/base/text.h"
#include "compiler/lint/facts_dimensions.h"

namespace cdp::lint::rules {

void padded_head_dim(const Subject& subject, Findings& findings) {
  constexpr double kKernels[] = {32, 64, 96, 128, 192, 256};  // FlashAttention-2
  if (subject.spec.training.precision != "bf16") return;
  std::set<double> said;
  for (const Place& place : subject.places) {
    if (!is_large(subject, place)) continue;
    for (const sema::Sym& width : head_widths(subject)) {
      const double wide = width.at(place.scaled.target.values());
      const double* kernel = std::lower_bound(std::begin(kKernels), std::end(kKernels), wide);
      const bool fits = kernel == std::end(kKernels) || *kernel == wide || std::fmod(wide, 8) != 0;
      if (fits || !said.insert(wide).second) continue;
      findings.report(span_of(subject, place, {width, "head_dim"}), shortest(wide), place.name(), shortest(*kernel),
                      fmt::format("{:.0f}", 100 * (1 - wide / *kernel)));
    }
  }
}

}  // namespace cdp::lint::rules
