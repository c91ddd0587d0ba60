// idle-window: attention to the last tokens only, of which there are no more than that at any place.
#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/lint/facts_dimensions.h"

namespace cdp::lint::rules {

void idle_window(const Subject& subject, Findings& findings) {
  if (!subject.model.reads_tokens()) return;
  for (const sema::Sym& window : windows(subject)) {
    bool limits = false;
    double longest = 0;
    for (const Place& place : subject.places) {
      const double context = place.scaled.target.at("context");
      limits = limits || window.at(place.scaled.target.values()) < context;
      longest = std::max(longest, context);
    }
    if (!limits)
      findings.report(span_of(subject, subject.reference(), {window, "window"}), name_of(subject, {window, "window"}),
                      shortest(longest));
  }
}

}  // namespace cdp::lint::rules
