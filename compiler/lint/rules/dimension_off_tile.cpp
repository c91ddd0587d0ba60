// dimension-off-tile: a width that tensor cores cannot cut into whole tiles. What follows from the width's own value is
// said of the width, once.
#include "compiler/base/text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"
#include "compiler/lint/tiles.h"

namespace cdp::lint::rules {

namespace {

/// Those of a scale that are off, but what follows from a width that is off itself, and fractions of it, which
/// fraction-off-tile has.
std::vector<Dimension> off_at(const CheckedSpec& checked, const ScaleValues& scale) {
  const sema::Sym width = sema::Sym::axis("width");
  std::vector<Dimension> all = dimensions_at(checked, scale);
  bool off_itself = false;
  for (const Dimension& dimension : all) off_itself |= dimension.size == width && missed_tile(dimension.at) > 0;
  std::erase_if(all, [&](const Dimension& dimension) {
    const bool follows = off_itself && dimension.size.grows_with("width") && !(dimension.size == width);
    return missed_tile(dimension.at) == 0 || follows || is_fraction(dimension.size);
  });
  return all;
}

}  // namespace

void dimension_off_tile(const CheckedSpec& checked, Findings& findings) {
  std::vector<Dimension> said;
  FoldedBy off;
  for (const ScaleValues& scale : checked.scales) {
    if (!is_large(checked, scale)) continue;
    for (const Dimension& dimension : off_at(checked, scale)) {
      const std::string cause = dimension.size.text() + " " + shortest(dimension.at);
      off.add(cause, scale);
      if (off.all().size() > said.size()) said.push_back(dimension);
    }
  }
  for (std::size_t i = 0; i < said.size(); ++i) {
    const Folded& folded = off.all()[i].second;
    const Dimension& dimension = said[i];
    const double tile = missed_tile(dimension.at);
    findings
        .report(span_of(checked, *folded.worst(), {dimension.size, "hidden"}),
                name_of(checked, {dimension.size, "hidden"}), shortest(dimension.at), folded.worst()->name(),
                shortest(tile), nearest_multiples(dimension.at, tile))
        .append(folded.others());
  }
}

}  // namespace cdp::lint::rules
