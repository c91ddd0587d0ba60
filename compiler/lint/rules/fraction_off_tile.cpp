// fraction-off-tile: a hidden width that is a fraction of the model's, rounded to whatever number comes out.
#include <cmath>
#include <set>

#include "compiler/base/text.h"
#include "compiler/lint/rule.h"
#include "compiler/lint/tiles.h"

namespace cdp::lint::rules {

namespace {

/// What is rounded, `8 / 3 * width` of `round(8 / 3 * width)`, or all of it.
sema::Sym unrounded(const sema::Sym& size) {
  const bool one = size.terms().size() == 1 && size.terms()[0].powers.size() == 1;
  const sema::Atom* atom = one ? size.terms()[0].powers[0].atom.get() : nullptr;
  const bool plain = atom != nullptr && size.terms()[0].coefficient.value() == 1 && atom->args.size() == 1;
  return plain ? atom->args[0] : size;
}

}  // namespace

void fraction_off_tile(const CheckedSpec& checked, Findings& findings) {
  std::set<std::string> said;
  for (const ScaleValues& scale : checked.scales) {
    if (!is_large(checked, scale) || missed_tile(scale.scaled.target.at("width")) > 0) continue;
    for (const Dimension& dimension : dimensions_at(checked, scale)) {
      const double tile = missed_tile(dimension.at);
      if (tile == 0 || !is_fraction(dimension.size) || !said.insert(dimension.size.text()).second) continue;
      const sema::Sym exact = unrounded(dimension.size);
      const std::string text = exact.terms().size() > 1 ? "(" + exact.text() + ")" : exact.text();
      findings.report(span_of(checked, scale, {dimension.size, "hidden"}), dimension.size.text(),
                      shortest(dimension.at), scale.name(), shortest(tile), text,
                      shortest(64 * std::round(exact.at(scale.scaled.target.values()) / 64)));
    }
  }
}

}  // namespace cdp::lint::rules
