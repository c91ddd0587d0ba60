// Asserts of rule sets, with the ratios of the whole model that they name.
#include "compiler/scaling/rule_assertions.h"

#include "compiler/model/assertion.h"

namespace cdp::scaling {

using diag::Code;

bool check_rule_assertions(const Inputs& inputs, const Ratios& ratios, diag::DiagnosticSink& sink) {
  const std::size_t before = sink.error_count();
  const sema::AxisValues values = [&](std::string_view name) {
    return settled(ratios.of(name.substr(kRatioMark.size())));
  };
  for (const RuleAssertion& assertion : inputs.rules.assertions) {
    const auto failure = model::failure_of(assertion.assertion, values, inputs.sources, sink);
    if (!failure) continue;
    // The target is what has to change: the rule set says what it was made for. What no target changes is said once,
    // of the arguments.
    const bool constant = model::is_constant(assertion.assertion);
    const Span span = constant ? inputs.spec.parameterization->span : inputs.target.span;
    const std::string& at = constant ? inputs.reference.name : inputs.target.name;
    sink.report<Code::E0440>(span, assertion.rule_set, failure->message, at, failure->parts)
        .note(assertion.assertion.statement->span, "asserted here");
  }
  return sink.error_count() == before;
}

}  // namespace cdp::scaling
