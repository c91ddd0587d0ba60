// tune-order: a `=` discards the factor that an earlier line gave some of the same tensors, though it is no exception
// to that line: it selects others too.
#include "compiler/lint/facts_tuning.h"

namespace cdp::lint::rules {

namespace {

struct Overlap {
  std::vector<std::string> both;
  bool beyond = false;  // the later line selects what the earlier does not
};

Overlap overlap_of(const std::vector<Part>& parts, const std::vector<Reach>& factor,
                   const std::vector<Reach>& setting) {
  Overlap found;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (setting[i] != Reach::kNone && factor[i] == Reach::kNone) found.beyond = true;
    if (setting[i] == Reach::kAll && factor[i] != Reach::kNone) found.both.push_back(parts[i].path);
  }
  return found;
}

}  // namespace

void tune_order(const Subject& subject, Findings& findings) {
  const auto acting = acting_lines(subject);
  const auto parts = parts_of(subject);
  const auto lines = tune_lines(subject.text);
  const auto reach = reaches(lines, parts);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].adjustment.op != syntax::AdjustOp::kSet || !acting.contains(lines[i].adjustment.span.begin)) continue;
    for (std::size_t j = 0; j < i; ++j) {
      const bool factor = lines[j].hp == lines[i].hp && lines[j].adjustment.op == syntax::AdjustOp::kMultiply &&
                          acting.contains(lines[j].adjustment.span.begin);  // else it is tune-overridden's
      if (!factor) continue;
      const Overlap overlap = overlap_of(parts, reach[j], reach[i]);
      if (overlap.both.empty() || !overlap.beyond) continue;
      findings
          .report(lines[i].adjustment.span, subject.text.sources.text(lines[i].adjustment.span),
                  subject.text.sources.text(lines[j].adjustment.span), named(overlap.both))
          .note(lines[j].adjustment.span, "the factor");
    }
  }
}

}  // namespace cdp::lint::rules
