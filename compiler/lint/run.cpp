// One rule after the other; see run.h.
#include "compiler/lint/run.h"

namespace cdp::lint {

void run(std::span<const Rule* const> rules, const Text& text, const CheckedSpec* checked, diag::DiagnosticSink& sink) {
  for (const Rule* rule : rules) {
    Findings findings(rule->row, sink);
    if (const auto* of_text = std::get_if<TextRule>(&rule->find)) (*of_text)(text, findings);
    if (const auto* of_spec = std::get_if<SpecRule>(&rule->find); of_spec != nullptr && checked != nullptr)
      (*of_spec)(*checked, findings);
  }
}

}  // namespace cdp::lint
