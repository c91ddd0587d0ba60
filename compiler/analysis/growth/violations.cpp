// See violations.h.
#include "compiler/analysis/growth/violations.h"

#include <utility>

#include "compiler/analysis/growth/directions.h"
#include "compiler/analysis/growth/search.h"

namespace cdp::analysis {

void Search::repair(Violation violation) {
  const double by = violation.is_fault() ? violation.wanted - violation.found : 0;
  if (violation.tensor) given.correct(*violation.tensor, violation.hp, by);
  if (violation.multiplier) given.correct_multiplier(*violation.multiplier, by);
  if (!violation.tensor && !violation.multiplier) given.correct_scale(violation.node, by);
  found.violations.push_back(std::move(violation));
}

AxisVerdicts verdicts_along(const Facts& facts, const Direction& direction) {
  Search search(facts, direction);
  if (is_horizon(direction)) {
    check_horizon(search);
    return std::move(search.found);
  }
  check_initial_sizes(search);
  check_updates(search);
  check_statistics(search);
  return std::move(search.found);
}

}  // namespace cdp::analysis
