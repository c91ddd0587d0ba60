// See batches.h.
#include "runtime/measure/batches.h"

#include <algorithm>

namespace cdp::runtime {
namespace {

constexpr std::int64_t kProbe = -1;  // the number of the synthetic batch that no step has

}  // namespace

Result<std::optional<Data>> read_measured_data(const run::MeasureOptions& options, const plan::Plan& plan) {
  if (options.data.empty()) return std::optional<Data>{};
  run::TrainOptions train;
  train.data = options.data;
  train.include = options.include;
  train.token_type = options.token_type;
  auto data = read_data(train, plan);
  if (!data) return data.error();
  return std::optional<Data>(*std::move(data));
}

MeasuredBatches::MeasuredBatches(const Data* data, const plan::Training& training, std::int64_t outputs)
    : training_(training), synthetic_(training, outputs) {
  if (data != nullptr) task_.emplace(*data, training, torch::kCPU);
}

Batch MeasuredBatches::training(std::int64_t step) const {
  return task_ ? task_->batch(step) : synthetic_.batch(step, training_.batch);
}

torch::Tensor MeasuredBatches::probe() const {
  if (!task_) return synthetic_.batch(kProbe, training_.batch).inputs;
  const torch::Tensor inputs = task_->held_out().inputs;
  return inputs.narrow(0, 0, std::min(inputs.size(0), training_.batch));
}

}  // namespace cdp::runtime
