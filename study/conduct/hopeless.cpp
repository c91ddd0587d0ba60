// See hopeless.h.
#include "study/conduct/hopeless.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cdp::study {
namespace {

/// The loss of the first point at or beyond the fraction; infinite where the run diverged before; none where it was
/// stopped before.
std::optional<double> loss_at(double fraction, const std::vector<CurvePoint>& curve, TrialState state) {
  constexpr double kSlack = 1e-9;
  for (const CurvePoint& point : curve)
    if (point.fraction >= fraction - kSlack)
      return std::isfinite(point.loss) ? point.loss : std::numeric_limits<double>::infinity();
  if (state == TrialState::kDiverged) return std::numeric_limits<double>::infinity();
  return {};
}

}  // namespace

std::optional<std::string> why_hopeless(const HopelessRule& rule, const Trial& trial,
                                        const std::vector<CurvePoint>& curve, const std::vector<const Trial*>& before) {
  for (const double fraction : rule.fractions) {
    const auto own = loss_at(fraction, curve, TrialState::kWaiting);
    if (!own) break;
    std::vector<double> others;
    for (const Trial* other : before)
      if (other->number != trial.number && other->scale == trial.scale)
        if (const auto loss = loss_at(fraction, other->result.curve, other->result.state)) others.push_back(*loss);
    if (others.size() < rule.least) continue;
    std::sort(others.begin(), others.end());
    const auto kept = static_cast<std::size_t>(std::ceil(rule.keep * static_cast<double>(others.size())));
    const double bound = others[std::max<std::size_t>(1, kept) - 1];
    if (*own > bound)
      return fmt::format("at {:.0f}% of the run its loss was {:.4g}; the best {} of {} others were at {:.4g} or below",
                         100 * fraction, *own, kept, others.size(), bound);
  }
  return {};
}

}  // namespace cdp::study
