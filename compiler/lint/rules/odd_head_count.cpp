// odd-head-count: heads of a large model that not even two tensor-parallel devices can share. One key head is a choice.
#include <cmath>
#include <set>

#include "compiler/base/text.h"
#include "compiler/lint/facts_dimensions.h"

namespace cdp::lint::rules {

void odd_head_count(const Subject& subject, Findings& findings) {
  constexpr double kLeastWidth = 1024;  // what nobody splits over devices
  std::set<std::uint32_t> said;         // where
  for (const Place& place : subject.places) {
    if (!is_large(subject, place) || place.scaled.target.at("width") < kLeastWidth) continue;
    for (const sema::Sym& count : head_counts(subject)) {
      const double heads = count.at(place.scaled.target.values());
      const Span at = span_of(subject, place, {count, "kv_heads"});
      if (heads == 1 || std::fmod(heads, 2) == 0 || !said.insert(at.begin).second) continue;
      findings.report(at, name_of(subject, {count, "kv_heads"}), shortest(heads), place.name());
    }
  }
}

}  // namespace cdp::lint::rules
