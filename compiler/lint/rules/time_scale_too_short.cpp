// time-scale-too-short: weight decay forgets within a small share of the run, so that most data leaves no trace. What
// is a slip in lr or decay is said of these; what comes from a duration that no rule reads, of that.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"
#include "compiler/lint/facts_values.h"

namespace cdp::lint::rules {

namespace {

/// The tensors of a place whose time scale is too short there, and the shortest.
struct Short {
  double share = 0;
  const scaling::Instance* worst = nullptr;
  std::vector<std::string> names;
};

Short short_at(const Subject& subject, const Place& place) {
  const double least = subject.text.thresholds.time_scale_least;
  const Place& reference = subject.reference();
  const bool at_reference = &place == &reference;
  const double longer = horizon_is_unruled(subject) ? static_cast<double>(place.scaled.target.steps()) /
                                                          static_cast<double>(reference.scaled.target.steps())
                                                    : 1;
  const auto before = tensors_at(subject, reference);
  const auto here = tensors_at(subject, place);
  Short found{least, nullptr, {}};
  for (std::size_t i = 0; i < here.size(); ++i) {
    const auto share = time_scale(subject, place, here[i].first);
    const auto was = time_scale(subject, reference, before[i].first);
    const bool known = !at_reference && was && *was < least;  // said of the reference
    if (!share || *share * std::max(1.0, longer) >= least || known) continue;
    if (decays_by_slip(subject, here[i].first)) continue;
    found.names.push_back(here[i].tensor.path);
    if (*share < found.share) found.share = *share, found.worst = &here[i].first;
  }
  return found;
}

}  // namespace

void time_scale_too_short(const Subject& subject, Findings& findings) {
  Folded places;
  for (const Place& place : subject.places)
    if (const Short here = short_at(subject, place); here.worst != nullptr) places.add(place, 1 / here.share);
  const Place* place = places.worst();
  if (place == nullptr) return;
  const Short found = short_at(subject, *place);
  const bool at_reference = place == &subject.reference();
  const Span span = at_reference ? setting_span(*found.worst, sema::Hp::weight_decay) : place->settings.span;
  findings
      .report(span, named(found.names), runs_text(found.share), place->name(),
              short_number(subject.text.thresholds.time_scale_least / found.share))
      .append(places.others());
}

}  // namespace cdp::lint::rules
