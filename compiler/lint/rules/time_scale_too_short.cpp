// time-scale-too-short: weight decay forgets within a small share of the run, so that most data leaves no trace. What
// is a slip in lr or decay is said of these; what comes from a duration that no rule reads, of that.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/plausible.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// The tensors of a scale whose time scale is too short there, and the shortest.
struct Short {
  double share = 0;
  const scaling::Instance* worst = nullptr;
  std::vector<std::string> names;
};

Short short_at(const CheckedSpec& checked, const ScaleValues& scale) {
  const double least = checked.text.thresholds.time_scale_least;
  const ScaleValues& reference = checked.reference();
  const bool at_reference = &scale == &reference;
  const double longer = horizon_is_unruled(checked) ? static_cast<double>(scale.scaled.target.steps()) /
                                                          static_cast<double>(reference.scaled.target.steps())
                                                    : 1;
  const auto& before = reference.tensors;
  const auto& here = scale.tensors;
  Short found{least, nullptr, {}};
  for (std::size_t i = 0; i < here.size(); ++i) {
    const auto share = time_scale(checked, scale, here[i].first);
    const auto was = time_scale(checked, reference, before[i].first);
    const bool known = !at_reference && was && *was < least;  // said of the reference
    if (!share || *share * std::max(1.0, longer) >= least || known) continue;
    if (decays_by_slip(checked, here[i].first)) continue;
    found.names.push_back(here[i].tensor.path);
    if (*share < found.share) found.share = *share, found.worst = &here[i].first;
  }
  return found;
}

}  // namespace

void time_scale_too_short(const CheckedSpec& checked, Findings& findings) {
  Folded scales;
  for (const ScaleValues& scale : checked.scales)
    if (const Short here = short_at(checked, scale); here.worst != nullptr) scales.add(scale, 1 / here.share);
  const ScaleValues* scale = scales.worst();
  if (scale == nullptr) return;
  const Short found = short_at(checked, *scale);
  const bool at_reference = scale == &checked.reference();
  const Span span = at_reference ? setting_span(*found.worst, sema::Hp::weight_decay) : scale->settings.span;
  findings
      .report(span, named(found.names), runs_text(found.share), scale->name(),
              short_number(checked.text.thresholds.time_scale_least / found.share))
      .append(scales.others());
}

}  // namespace cdp::lint::rules
