// See violations.h.
#include "compiler/analysis/growth/violations.h"

#include <utility>

#include "compiler/analysis/growth/directions.h"
#include "compiler/analysis/growth/search.h"

namespace cdp::analysis {

namespace {

constexpr std::size_t kMostVisits = 1'000'000;  // one to two seconds
constexpr std::string_view kTooMany =
    "there are more faults than are searched for at once: repair those that were found";

}  // namespace

bool Search::may_pass() {
  if (visits > kMostVisits) return false;
  visits += graph.nodes().size() + given.model().tensors.size();
  if (visits > kMostVisits && !given.model().tensors.empty())
    found.undecided.push_back({given.model().tensors.size() - 1, kTooMany});
  return visits <= kMostVisits;
}

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
