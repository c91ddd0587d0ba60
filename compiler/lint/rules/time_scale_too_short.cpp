// time-scale-too-short: weight decay forgets within a small share of the run, so that most data leaves no trace.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void time_scale_too_short(const Subject& subject, Findings& findings) {
  for (const Place& place : subject.places) {
    double shortest = subject.text.thresholds.time_scale_least;
    const scaling::Instance* worst = nullptr;
    std::vector<std::string> names;
    for (const TensorAt& at : tensors_at(subject, place)) {
      const auto share = time_scale(subject, place, at.first);
      if (!share || *share >= subject.text.thresholds.time_scale_least) continue;
      names.push_back(at.tensor.path);
      if (*share < shortest) shortest = *share, worst = &at.first;
    }
    if (worst == nullptr) continue;
    const bool at_reference = &place == &subject.reference();
    const Span span = at_reference ? setting_span(*worst, sema::Hp::weight_decay) : place.settings.span;
    findings.report(span, named(names), runs_text(shortest), place.name(),
                    short_number(subject.text.thresholds.time_scale_least / shortest));
  }
}

}  // namespace cdp::lint::rules
