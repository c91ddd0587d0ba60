// tune-order: a `=` discards the factor that an earlier line gave some of the same tensors, though it is no exception
// to that line: it selects others too.
#include <algorithm>

#include "compiler/lint/facts_tuning.h"

namespace cdp::lint::rules {

namespace {

struct Overlap {
  std::vector<std::string> both;
  bool beyond = false;  // the later line selects what the earlier does not
};

Overlap overlap_of(const Subject& subject, const TuneLine& earlier, const TuneLine& later) {
  Overlap found;
  for (const Part& part : parts_with(subject, later.hp)) {
    const auto set = matches(later.tune.selector, part);
    if (set.empty()) continue;
    const auto multiplied = matches(earlier.tune.selector, part);
    if (multiplied.empty()) found.beyond = true;
    if (!multiplied.empty() && whole(set)) found.both.push_back(part.path);
  }
  return found;
}

}  // namespace

void tune_order(const Subject& subject, Findings& findings) {
  const auto acting = acting_lines(subject);
  const auto lines = tune_lines(subject.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].adjustment.op != syntax::AdjustOp::kSet || !acting.contains(lines[i].adjustment.span.begin)) continue;
    for (std::size_t j = 0; j < i; ++j) {
      const bool factor = lines[j].hp == lines[i].hp && lines[j].adjustment.op == syntax::AdjustOp::kMultiply &&
                          acting.contains(lines[j].adjustment.span.begin);  // else it is tune-overridden's
      if (!factor) continue;
      const Overlap overlap = overlap_of(subject, lines[j], lines[i]);
      if (overlap.both.empty() || !overlap.beyond) continue;
      findings
          .report(lines[i].adjustment.span, subject.text.sources.text(lines[i].adjustment.span),
                  subject.text.sources.text(lines[j].adjustment.span), named(overlap.both))
          .note(lines[j].adjustment.span, "the factor");
    }
  }
}

}  // namespace cdp::lint::rules
