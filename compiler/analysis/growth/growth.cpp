// Stands in until the calculus is there: nothing is known.
#include "compiler/analysis/growth/growth.h"

namespace cdp::analysis {

AxisGrowth growth_along(const Facts& facts, std::string_view axis) {
  const Exponent none{0, "not implemented"};
  AxisGrowth growth{std::string(axis), {}, {}};
  growth.values.assign(4096, {none, none, none, none, none});
  growth.tensors.assign(facts.model.tensors.size(), {none, none, none, none, none, none, none, none, none});
  return growth;
}

}  // namespace cdp::analysis
