// What a search varies, held against the model: selectors select something, which has the hyperparameter; curves run
// along a stack; the ends of ranges are values that the hyperparameter may have.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/model/model.h"
#include "compiler/sema/spec.h"

namespace cdp::scaling {

/// Reports what is wrong with the spec's search, where it has one.
void check_search(const sema::Spec& spec, const model::Model& model, diag::DiagnosticSink& sink);

/// Whether the setting means a hyperparameter of this tensor or multiplier, in some layer.
[[nodiscard]] bool searches(const sema::SearchSetting& setting, const sema::TrainingSettings& training,
                            const model::Tensor& tensor);
[[nodiscard]] bool searches(const sema::SearchSetting& setting, const model::Multiplier& multiplier);

}  // namespace cdp::scaling
