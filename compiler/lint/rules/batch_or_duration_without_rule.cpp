// batch-or-duration-without-rule: batch or duration change, and no rule reads their ratios. Where both change by the
// same factor a run keeps its number of steps, and the rules that read them change nothing either. Laws fitted from
// sweeps have a rule of their own.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// At a scale, by which factor what no rule reads has changed.
struct Change {
  double batch = 1;  // in tokens
  double duration = 1;
  bool reads_batch = false;
  bool reads_duration = false;

  /// Batch over duration where no rule reads either, else the one that none reads.
  [[nodiscard]] double unread() const { return (reads_batch ? 1 : batch) / (reads_duration ? 1 : duration); }
};

Change change_at(const CheckedSpec& checked, const ScaleValues& scale) {
  return {scale.scaled.target.batch_tokens() / scale.scaled.reference.batch_tokens(), ratio_of(scale, "duration"),
          speaks_of(checked, "batch"), speaks_of(checked, "duration")};
}

std::string unread_ratios(const Change& change) {
  if (change.reads_batch) return "`m_D`";
  return change.reads_duration ? "`m_B`" : "`m_B` or `m_D`";
}

}  // namespace

void batch_or_duration_without_rule(const CheckedSpec& checked, Findings& findings) {
  if (checked.effects.is_law) return;
  Folded unruled;
  for (const ScaleValues& scale : checked.targets()) {
    const double unread = change_at(checked, scale).unread();
    const double most = std::max(unread, 1 / unread);
    if (most >= checked.text.thresholds.unruled_ratio) unruled.add(scale, most);
  }
  const ScaleValues* scale = unruled.worst();
  if (scale == nullptr) return;
  const Change change = change_at(checked, *scale);
  findings
      .report(rules_span(checked), times(change.batch), times(change.duration), scale->name(), checked.rules.name,
              unread_ratios(change))
      .append(unruled.others());
}

}  // namespace cdp::lint::rules
