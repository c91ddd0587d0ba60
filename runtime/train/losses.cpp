// The formulas of losses.h.
#include "runtime/train/losses.h"

namespace cdp::runtime {

torch::Tensor cross_entropy(const torch::Tensor& logits, const torch::Tensor& targets) {
  const torch::Tensor flat = logits.reshape({-1, logits.size(-1)}).to(torch::kFloat);  // (targets, classes)
  return at::cross_entropy_loss(flat, targets.reshape({-1}));
}

torch::Tensor mean_squared_error(const torch::Tensor& outputs, const torch::Tensor& targets) {
  CHECK(outputs.sizes() == targets.sizes());  // they would broadcast
  return at::mse_loss(outputs.to(torch::kFloat), targets);
}

torch::Tensor accuracy(const torch::Tensor& logits, const torch::Tensor& targets) {
  return at::mean(at::eq(at::argmax(logits, -1), targets).to(torch::kFloat));
}

Measure loss_of(plan::TaskKind task) {
  return task == plan::TaskKind::regress ? mean_squared_error : cross_entropy;
}

}  // namespace cdp::runtime
