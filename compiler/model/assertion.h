// Asserts: what their names mean is kept, so that they can be held at any scale later.
#pragma once

#include <optional>
#include <string>

#include "compiler/model/model.h"
#include "compiler/sema/evaluate.h"

namespace cdp::model {

/// The names of the condition with their values where it stands. Names that cannot be resolved are reported by
/// `context` and make the assertion fail nowhere.
[[nodiscard]] Assertion make_assertion(const syntax::Assert& statement, const sema::Context& context);

/// Whether it reads no axis: what holds at one scale then holds at all.
[[nodiscard]] bool is_constant(const Assertion& assertion);

/// What an assertion that does not hold says, and ", `width` is 200" for each part of its condition.
struct Failure {
  std::string message;
  std::string parts;
};
/// Null where it holds, and where it cannot be evaluated, which is reported.
[[nodiscard]] std::optional<Failure> failure_of(const Assertion& assertion, const sema::AxisValues& scale,
                                                const SourceMap& sources, diag::DiagnosticSink& sink);

/// Holds an assertion at one scale; a failure is reported with the values of its parts. `target` names the scale.
void hold(const Assertion& assertion, const sema::AxisValues& scale, const std::string& target,
          const SourceMap& sources, diag::DiagnosticSink& sink);

}  // namespace cdp::model
