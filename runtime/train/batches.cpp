// Fills the tensors of batches.h.
#include "runtime/train/batches.h"

#include <algorithm>

namespace cdp::runtime {
namespace {

/// Tokens of held-out data that an evaluation reads at most: with twenty evaluations a run, some 5% of its work, but no
/// fewer than tell one model from another and no more than are needed for that.
std::int64_t evaluation_tokens(std::int64_t trained) {
  return std::clamp<std::int64_t>(trained / 128, 16 * 1024, 64 * 1024);
}

std::span<std::int64_t> numbers_in(const torch::Tensor& tensor) {
  return {tensor.data_ptr<std::int64_t>(), static_cast<std::size_t>(tensor.numel())};
}

torch::Tensor empty_on(torch::Device device, std::vector<std::int64_t> shape, torch::ScalarType type) {
  return torch::empty(shape, torch::TensorOptions().dtype(type).pinned_memory(device.is_cuda()));
}

}  // namespace

TextBatches::TextBatches(const TextData& data, const plan::Training& training, torch::Device device)
    : data_(data),
      batch_(training.batch),
      device_(device),
      loader_(data.corpus, data.split, data.context, training.seed),
      windows_(held_out_windows(
          data.split, data.context,
          std::max<std::int64_t>(
              1, evaluation_tokens(saturating_product(training.steps, items_per_step())) / data.context))) {}

Batch TextBatches::empty(std::int64_t rows) const {
  return {empty_on(device_, {rows, data_.context}, torch::kLong),
          empty_on(device_, {rows, data_.context}, torch::kLong)};
}

Batch TextBatches::training(std::int64_t step) const {
  Batch out = empty(batch_);
  loader_.read(step * batch_, numbers_in(out.inputs), numbers_in(out.targets));
  return out;
}

Batch TextBatches::held_out() const {
  Batch out = empty(static_cast<std::int64_t>(windows_.size()));
  const auto row = static_cast<std::size_t>(data_.context);
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    read_window(data_.corpus, windows_[i], numbers_in(out.inputs).subspan(i * row, row),
                numbers_in(out.targets).subspan(i * row, row));
  }
  return out;
}

SampleBatches::SampleBatches(const Samples& samples, const plan::Training& training, torch::Device device)
    : samples_(samples), batch_(training.batch), seed_(training.seed), device_(device) {}

Batch SampleBatches::of_rows(std::span<const std::int64_t> rows) const {
  const auto count = static_cast<std::int64_t>(rows.size());
  const bool labels = samples_.table().kind == TargetKind::kLabels;
  const std::int64_t width = samples_.table().width();
  const std::int64_t outputs = samples_.table().outputs();
  Batch out{empty_on(device_, {count, width}, torch::kFloat),
            labels ? empty_on(device_, {count}, torch::kLong) : empty_on(device_, {count, outputs}, torch::kFloat)};
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t row = rows[static_cast<std::size_t>(i)];
    samples_.read_features(row, {out.inputs.data_ptr<float>() + i * width, static_cast<std::size_t>(width)});
    if (labels) {
      out.targets.data_ptr<std::int64_t>()[i] = samples_.label(row);
    } else {
      for (std::int64_t output = 0; output < outputs; ++output)
        out.targets.data_ptr<float>()[i * outputs + output] = samples_.target(row, output);
    }
  }
  return out;
}

Batch SampleBatches::training(std::int64_t step) const {
  std::vector<std::int64_t> rows;
  rows.reserve(static_cast<std::size_t>(batch_));  // too many end here, and not when memory is full
  for (std::int64_t i = 0; i < batch_; ++i) rows.push_back(samples_.row_of(step * batch_ + i, seed_));
  return of_rows(rows);
}

Batch SampleBatches::held_out() const {
  return of_rows(samples_.held_out_rows());
}

}  // namespace cdp::runtime
