// time-scale-moved: over which share of the run weight decay forgets is another one at a target than where it was
// tuned. Where no rule reads batch and duration, what their growth does to it is batch-or-duration-without-rule's;
// decay that is a slip at the reference is said there.
#include <algorithm>
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/plausible.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

struct Move {
  std::string tensor;
  double from = 0;
  double to = 0;
  double excess = 1;
};

/// Times by which a time scale has left what it may be: the same share of the run (arXiv:2405.13698, arXiv:2512.22382),
/// the share that falls with tokens a parameter (arXiv:2505.13738), or anything between. 1: it has not.
double excess(double moved, double law) {
  const double least = std::min(1.0, law);
  const double most = std::max(1.0, law);
  return moved > most ? moved / most : moved < least ? least / moved : 1;
}

std::vector<Move> moves_at(const CheckedSpec& checked, const ScaleValues& scale) {
  const ScaleValues& reference = checked.reference();
  const bool unruled = horizon_is_unruled(checked);
  const double steps =
      unruled ? static_cast<double>(scale.scaled.target.steps()) / static_cast<double>(reference.scaled.target.steps())
              : 1;
  const double longer = unruled ? ratio_of(scale, "duration") : 1;
  const auto tokens = tokens_per_parameter(scale);
  const auto tuned = tokens_per_parameter(reference);
  const double law = tokens && tuned ? std::pow(*tokens / *tuned / longer, -0.52) : 1;
  const auto& before = reference.tensors;
  const auto& after = scale.tensors;
  std::vector<Move> moves;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto from = time_scale(checked, reference, before[i].first);
    const auto to = time_scale(checked, scale, after[i].first);
    if (!from || !to || decays_by_slip(checked, before[i].first)) continue;
    moves.push_back({after[i].tensor.path, *from, *to, excess(steps * *to / *from, law)});
  }
  return moves;
}

}  // namespace

void time_scale_moved(const CheckedSpec& checked, Findings& findings) {
  const auto worst_of = [](const std::vector<Move>& moves) {
    return std::max_element(moves.begin(), moves.end(),
                            [](const Move& a, const Move& b) { return a.excess < b.excess; });
  };
  Folded moved;
  for (const ScaleValues& scale : checked.targets()) {
    const auto moves = moves_at(checked, scale);
    const auto worst = worst_of(moves);
    if (worst != moves.end() && worst->excess > checked.text.thresholds.time_scale_ratio)
      moved.add(scale, worst->excess);
  }
  const ScaleValues* scale = moved.worst();
  if (scale == nullptr) return;
  const auto moves = moves_at(checked, *scale);
  const auto worst = worst_of(moves);
  std::vector<std::string> names;
  for (const Move& move : moves)
    if (move.excess > worst->excess * 0.99) names.push_back(move.tensor);
  findings
      .report(scale->settings.span, named(names), runs_text(worst->to), scale->name(), runs_text(worst->from),
              short_number(worst->to / worst->from))
      .append(moved.others());
}

}  // namespace cdp::lint::rules
