// Asserts: what their names mean is kept, so that they can be held at any scale later.
#pragma once

#include <string>

#include "compiler/model/model.h"
#include "compiler/sema/evaluate.h"

namespace cdp::model {

/// The names of the condition with their values where it stands. Names that cannot be resolved are reported by
/// `context` and make the assertion fail nowhere.
[[nodiscard]] Assertion make_assertion(const syntax::Assert& statement, const sema::Context& context);

/// Holds an assertion at one scale; a failure is reported with the values of its parts. `target` names the scale.
void hold(const Assertion& assertion, const sema::AxisValues& scale, const std::string& target,
          const SourceMap& sources, diag::DiagnosticSink& sink);

}  // namespace cdp::model
