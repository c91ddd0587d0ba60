// odd-head-count: heads of a large model that not even two tensor-parallel devices can share. One key head is a choice.
#include <cmath>
#include <set>

#include "compiler/base/text.h"
#include "compiler/lint/rule.h"
#include "compiler/lint/tiles.h"

namespace cdp::lint::rules {

void odd_head_count(const CheckedSpec& checked, Findings& findings) {
  constexpr double kLeastWidth = 1024;  // what nobody splits over devices
  std::set<std::uint32_t> said;         // where
  for (const ScaleValues& scale : checked.scales) {
    if (!is_large(checked, scale) || scale.scaled.target.at("width") < kLeastWidth) continue;
    for (const sema::Sym& count : checked.flow.head_counts) {
      const double heads = count.at(scale.scaled.target.values());
      const Span at = span_of(checked, scale, {count, "kv_heads"});
      if (heads == 1 || std::fmod(heads, 2) == 0 || !said.insert(at.begin).second) continue;
      findings.report(at, name_of(checked, {count, "kv_heads"}), shortest(heads), scale.name());
    }
  }
}

}  // namespace cdp::lint::rules
