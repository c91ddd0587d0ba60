// What updates a tensor, and which hyperparameters it therefore has.
#pragma once

#include "compiler/model/model.h"
#include "compiler/plan/optimizers.h"
#include "compiler/sema/hyperparameters.h"
#include "compiler/sema/spec.h"

namespace cdp::scaling {

/// What updates the tensor: of muon, which updates hidden matrices only, adamw for all others.
[[nodiscard]] const plan::OptimizerRow& updater_of(const sema::TrainingSettings& training, const model::Tensor& tensor);

/// Whether the tensor has a hyperparameter: one of its updater's, or of its initial values.
[[nodiscard]] bool has_hp(const sema::TrainingSettings& training, const model::Tensor& tensor, sema::Hp hp);

}  // namespace cdp::scaling
