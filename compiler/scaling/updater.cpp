// See updater.h.
#include "compiler/scaling/updater.h"

#include "compiler/plan/words.h"

namespace cdp::scaling {

const plan::OptimizerRow& updater_of(const sema::TrainingSettings& training, const model::Tensor& tensor) {
  return plan::updater(training.optimizer, tensor.tags);
}

bool has_hp(const sema::TrainingSettings& training, const model::Tensor& tensor, sema::Hp hp) {
  if (row(hp).owner == sema::HpOwner::kMultiplier) return false;
  if (hp == sema::Hp::init_std) return plan::has_std(tensor.distribution);
  return updater_of(training, tensor).has(row(hp).name);
}

}  // namespace cdp::scaling
