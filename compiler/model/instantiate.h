// From `model = Gpt(width, depth, ...)` to the model at symbolic scale.
#pragma once

#include <optional>
#include <string>

#include "compiler/diag/sink.h"
#include "compiler/model/model.h"
#include "compiler/sema/constants.h"
#include "compiler/sema/spec.h"

namespace cdp::model {

/// Instantiates the root module and all in it, traces forward, derives tags. Null after an error.
/// Module asserts are held at every scale of `spec`.
[[nodiscard]] std::optional<Model> instantiate(const sema::Spec& spec, sema::Constants& constants,
                                               diag::DiagnosticSink& sink);

}  // namespace cdp::model
