// init-std-implausible: a matrix's initial values make activations grow or vanish layer by layer.
#include <cmath>

#include "compiler/base/dotted.h"
#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// A constant of the same module that scales the matrix's product, as unit-scaled layers have; else 1.
double multiplier_of(const ValueAt& found) {
  for (const MultiplierAt& at : found.scale.multipliers)
    if (at.multiplier.contraction && dotted::parent(at.multiplier.path) == dotted::parent(found.tensor.path))
      return value_of(at.first, sema::Hp::value).value_or(1);
  return 1;
}

}  // namespace

void init_std_implausible(const CheckedSpec& checked, Findings& findings) {
  constexpr double kLeastGain = 0.01;  // the last matrix of a branch in 100 layers: 0.02 (2 * 100)^-1/2 at width 128
  constexpr double kMostGain = 4;      // He's sqrt(2) is the largest in use (arXiv:1502.01852)
  const auto gain_of = [&](const ValueAt& found) {
    const double fan_in = at_target(found.scale, found.tensor.dims[*found.tensor.contracted]);
    return std::abs(found.value * multiplier_of(found)) * std::sqrt(fan_in);
  };
  Causes causes;
  visit_values(checked, sema::Hp::init_std, [&](const ValueAt& found) {
    const bool hidden = has_tag(found.tensor, "hidden");
    const bool readout = has_tag(found.tensor, "output") && !has_tag(found.tensor, "tied");  // often starts near 0
    if (!(hidden || readout) || found.value == 0 || !found.tensor.contracted) return;
    const double gain = gain_of(found);
    if ((hidden && gain < kLeastGain) || gain > kMostGain) causes.add(found, std::abs(std::log(gain)));
  });
  for (const Cause& cause : causes.all()) {
    const double fan_in = at_target(*cause.scale, cause.tensor->dims[*cause.tensor->contracted]);
    const double gain = gain_of({*cause.scale, *cause.tensor, *cause.instance, cause.value, cause.at});
    findings.report(cause.at, short_number(cause.value), named(cause.names), scale_text(*cause.scale),
                    with_suffix(fan_in), short_number(gain > 1 ? gain : 1 / gain), gain > 1 ? "larger" : "smaller",
                    short_number(1 / std::sqrt(fan_in)));
  }
}

}  // namespace cdp::lint::rules
