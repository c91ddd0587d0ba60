// dimension-off-tile: a width that tensor cores cannot cut into whole tiles. What follows from the width's own value is
// said of the width, once.
#include <set>

#include "compiler/base/text.h"
#include "compiler/lint/facts_dimensions.h"

namespace cdp::lint::rules {

void dimension_off_tile(const Subject& subject, Findings& findings) {
  std::set<std::pair<std::string, double>> said;
  for (const Place& place : subject.places) {
    if (!is_large(subject, place)) continue;
    const sema::Sym width = sema::Sym::axis("width");
    const double wide = place.scaled.target.at("width");
    bool off_itself = false;
    for (const Dimension& dimension : dimensions_at(subject, place)) off_itself |= dimension.size == width;
    off_itself = off_itself && missed_tile(wide) > 0;
    for (const Dimension& dimension : dimensions_at(subject, place)) {
      const double tile = missed_tile(dimension.at);
      const bool follows = off_itself && dimension.size.grows_with("width") && !(dimension.size == width);
      if (tile == 0 || follows || is_fraction(dimension.size)) continue;
      if (!said.emplace(dimension.size.text(), dimension.at).second) continue;
      findings.report(span_of(subject, place, {dimension.size, "hidden"}), name_of(subject, {dimension.size, "hidden"}),
                      shortest(dimension.at), place.name(), tile_text(dimension.at, tile),
                      nearest_multiples(dimension.at, tile));
    }
  }
}

}  // namespace cdp::lint::rules
