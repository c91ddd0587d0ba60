// time-scale-too-short: weight decay forgets within a small share of the run, so that most data leaves no trace.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void time_scale_too_short(const Subject& subject, Findings& findings) {
  const double least = subject.text.thresholds.time_scale_least;
  const auto before = tensors_at(subject, subject.reference());
  for (const Place& place : subject.places) {
    const bool at_reference = &place == &subject.reference();
    const auto here = tensors_at(subject, place);
    double shortest = least;
    const scaling::Instance* worst = nullptr;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < here.size(); ++i) {
      const auto share = time_scale(subject, place, here[i].first);
      const auto was = time_scale(subject, subject.reference(), before[i].first);
      const bool known = !at_reference && was && *was < least;  // said of the reference
      if (!share || *share >= least || known) continue;
      names.push_back(here[i].tensor.path);
      if (*share < shortest) shortest = *share, worst = &here[i].first;
    }
    if (worst == nullptr) continue;
    const Span span = at_reference ? setting_span(*worst, sema::Hp::weight_decay) : place.settings.span;
    findings.report(span, named(names), runs_text(shortest), place.name(), short_number(least / shortest));
  }
}

}  // namespace cdp::lint::rules
