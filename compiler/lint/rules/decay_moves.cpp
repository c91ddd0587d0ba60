// decay-moves: weight decay takes another share of the weights in a run as an axis grows.
#include "compiler/lint/stability.h"

namespace cdp::lint::rules {

void decay_moves(const CheckedSpec& checked, Findings& findings) {
  report_instabilities(checked, findings, {Verdict::decay_moves});
}

}  // namespace cdp::lint::rules
