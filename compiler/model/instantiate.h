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
/// Asserts, of modules and of the spec, are collected: scaling holds them at each scale.
[[nodiscard]] std::optional<Model> instantiate(const sema::Spec& spec, const sema::Constants& constants,
                                               diag::DiagnosticSink& sink);

}  // namespace cdp::model
