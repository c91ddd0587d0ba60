// Forward and backward for step.h.
#include "runtime/train/step.h"

#include <algorithm>
#include <span>

namespace cdp::runtime {
namespace {

std::span<std::int64_t> numbers_in(const torch::Tensor& tensor) {
  return {tensor.data_ptr<std::int64_t>(), static_cast<std::size_t>(tensor.numel())};
}

Batch empty_batch(std::int64_t batch, std::int64_t context, torch::Device device) {
  const auto options = torch::TensorOptions().dtype(torch::kLong).pinned_memory(device.is_cuda());
  return {torch::empty({batch, context}, options), torch::empty({batch, context}, options)};
}

/// Rows [first, first + count) on the device.
Batch part_of(const Batch& batch, std::int64_t first, std::int64_t count, torch::Device device) {
  const auto part = [&](const torch::Tensor& whole) {
    return whole.narrow(0, first, count).to(device, /*non_blocking=*/true);
  };
  return {part(batch.inputs), part(batch.targets)};
}

}  // namespace

Batch training_batch(const Loader& loader, std::int64_t step, std::int64_t batch, std::int64_t context,
                     torch::Device device) {
  Batch out = empty_batch(batch, context, device);
  loader.read(step * batch, numbers_in(out.inputs), numbers_in(out.targets));
  return out;
}

torch::Tensor next_token_loss(const torch::Tensor& logits, const torch::Tensor& targets) {
  const torch::Tensor flat = logits.reshape({-1, logits.size(-1)}).to(torch::kFloat);  // (batch time, vocab)
  return at::cross_entropy_loss(flat, targets.reshape({-1}));
}

torch::Tensor accumulate_gradients(const Model& model, const Batch& batch, std::int64_t micro_batch,
                                   torch::Device device) {
  const std::int64_t rows = batch.inputs.size(0);
  torch::Tensor total = torch::zeros({}, torch::TensorOptions().dtype(torch::kDouble).device(device));
  for (std::int64_t first = 0; first < rows; first += micro_batch) {
    const std::int64_t count = std::min(micro_batch, rows - first);
    const Batch part = part_of(batch, first, count, device);
    const double share = static_cast<double>(count) / static_cast<double>(rows);
    const torch::Tensor loss = next_token_loss(model.forward(part.inputs), part.targets) * share;
    loss.backward();
    total += loss.detach();
  }
  return total;
}

double evaluate(const Model& model, const Corpus& corpus, const std::vector<std::int64_t>& windows,
                std::int64_t context, std::int64_t chunk, torch::Device device) {
  const at::NoGradGuard no_grad;
  const auto rows = static_cast<std::int64_t>(windows.size());
  const auto row = static_cast<std::size_t>(context);
  const Batch batch = empty_batch(rows, context, device);
  for (std::size_t i = 0; i < windows.size(); ++i) {
    read_window(corpus, windows[i], numbers_in(batch.inputs).subspan(i * row, row),
                numbers_in(batch.targets).subspan(i * row, row));
  }
  torch::Tensor total = torch::zeros({}, torch::TensorOptions().dtype(torch::kDouble).device(device));
  for (std::int64_t first = 0; first < rows; first += chunk) {
    const std::int64_t count = std::min(chunk, rows - first);
    const Batch part = part_of(batch, first, count, device);
    total += next_token_loss(model.forward(part.inputs), part.targets) * static_cast<double>(count);
  }
  return total.item<double>() / static_cast<double>(rows);
}

}  // namespace cdp::runtime
