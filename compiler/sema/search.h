// `search { ... }`: which hyperparameters a search varies, and between which values. What selectors select is scaling's
// matter.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/sema/constants.h"
#include "compiler/sema/spec.h"
#include "compiler/syntax/ast.h"

namespace cdp::sema {

[[nodiscard]] SearchSettings resolve_search(const syntax::Search& search, Span keyword, const Constants& constants,
                                            diag::DiagnosticSink& sink);

}  // namespace cdp::sema
