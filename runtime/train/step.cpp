// Forward and backward for step.h.
#include "runtime/train/step.h"

#include <algorithm>

namespace cdp::runtime {
namespace {

/// Rows [first, first + count) on the device.
Batch part_of(const Batch& batch, std::int64_t first, std::int64_t count, torch::Device device) {
  const auto part = [&](const torch::Tensor& whole) {
    return whole.narrow(0, first, count).to(device, /*non_blocking=*/true);
  };
  return {part(batch.inputs), part(batch.targets)};
}

}  // namespace

torch::Tensor accumulate_gradients(Model& model, const Batch& batch, Measure loss, std::int64_t micro_batch,
                                   torch::Device device, GradientNoise* noise) {
  const std::int64_t rows = batch.inputs.size(0);
  torch::Tensor total = torch::zeros({}, torch::TensorOptions().dtype(torch::kDouble).device(device));
  for (std::int64_t first = 0; first < rows; first += micro_batch) {
    const std::int64_t count = std::min(micro_batch, rows - first);
    const Batch part = part_of(batch, first, count, device);
    const double share = static_cast<double>(count) / static_cast<double>(rows);
    const torch::Tensor scaled = loss(model.forward(part.inputs), part.targets) * share;
    if (noise != nullptr) noise->begin_part(count, share);
    scaled.backward();
    if (micro_batch < rows)
      for (Parameter& parameter : model.parameters()) parameter.set_gradient_aside();
    total += scaled.detach();
  }
  return total;
}

std::vector<double> mean_measures(const Model& model, const Batch& batch, std::span<const Measure> measures,
                                  std::int64_t chunk, torch::Device device) {
  const at::NoGradGuard no_grad;
  const std::int64_t rows = batch.inputs.size(0);
  const auto count_of = static_cast<std::int64_t>(measures.size());
  torch::Tensor totals = torch::zeros({count_of}, torch::TensorOptions().dtype(torch::kDouble).device(device));
  for (std::int64_t first = 0; first < rows; first += chunk) {
    const std::int64_t count = std::min(chunk, rows - first);
    const Batch part = part_of(batch, first, count, device);
    const torch::Tensor outputs = model.forward(part.inputs);
    for (std::int64_t i = 0; i < count_of; ++i)
      totals[i] += measures[static_cast<std::size_t>(i)](outputs, part.targets) * static_cast<double>(count);
  }
  std::vector<double> means;
  for (std::int64_t i = 0; i < count_of; ++i) means.push_back(totals[i].item<double>() / static_cast<double>(rows));
  return means;
}

}  // namespace cdp::runtime
