// Ratios of the whole model, and the asserts of rule sets that name them.
#include "compiler/scaling/policies.h"

#include <algorithm>

#include "compiler/model/assertion.h"

namespace cdp::scaling {

using diag::Code;

namespace {

/// Whether it names no ratio: what holds at one target then holds at all.
bool is_constant(const model::Assertion& assertion) {
  return std::all_of(assertion.names.begin(), assertion.names.end(), [](const auto& named) {
    const auto* quantity = sema::as<sema::Quantity>(named.second);
    return !quantity || quantity->value.constant();
  });
}

}  // namespace

Exact model_ratio(const Inputs& inputs, std::string_view name) {
  if (name == "batch") return exact(inputs.target.batch_tokens()) / exact(inputs.reference.batch_tokens());
  if (name == "params") {
    const double reference = count_parameters(inputs.model, inputs.reference.values()).non_embedding;
    return reference > 0
               ? exact(count_parameters(inputs.model, inputs.target.values()).non_embedding) / exact(reference)
               : 1;
  }
  return inputs.target.axes.contains(name) ? exact(inputs.target.at(name)) / exact(inputs.reference.at(name)) : 1;
}

bool hold_policies(const Inputs& inputs, diag::DiagnosticSink& sink) {
  const std::size_t before = sink.error_count();
  const sema::AxisValues ratios = [&](std::string_view name) {
    return settled(model_ratio(inputs, name.substr(kRatioMark.size())));
  };
  for (const Policy& policy : inputs.rules.policies) {
    const auto failure = model::failure_of(policy.assertion, ratios, inputs.sources, sink);
    if (!failure) continue;
    // The target is what has to change: the rule set says what it was made for. What no target changes is said once,
    // of the arguments.
    const bool constant = is_constant(policy.assertion);
    const Span span = constant ? inputs.spec.parameterization->span : inputs.target.span;
    const std::string& at = constant ? inputs.reference.name : inputs.target.name;
    sink.report<Code::E0440>(span, policy.rule_set, failure->message, at, failure->parts)
        .note(policy.assertion.statement->span, "asserted here");
  }
  return sink.error_count() == before;
}

}  // namespace cdp::scaling
