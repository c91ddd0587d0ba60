// Split, standardisation and order; the rules are at the head of samples.h.
#include "runtime/data/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/base/check.h"
#include "compiler/base/text.h"
#include "runtime/data/permutation.h"

namespace cdp::runtime {
namespace {

constexpr std::int64_t kPeriod = 5;                // one row in five is held out
constexpr std::int64_t kMostHeldOut = 16 * 1024;   // more would tell no more, and cost time
constexpr std::uint64_t kSplitKey = 0x73706c6974;  // "split"

}  // namespace

Result<Samples> Samples::make(Table table) {
  if (table.rows < kPeriod)
    return Error{fmt::format("has {} row{}; at least {} are needed, as one in {} is held out", table.rows,
                             table.rows == 1 ? "" : "s", kPeriod, kPeriod),
                 list_of(table.files)};
  Samples samples;
  samples.table_ = std::move(table);
  const Table& t = samples.table_;
  const Permutation place(t.rows, kSplitKey);
  const std::int64_t held_out = std::min(t.rows / kPeriod, kMostHeldOut);
  for (std::int64_t row = 0; row < t.rows; ++row)
    (place(row) < held_out ? samples.held_out_ : samples.train_).push_back(row);
  for (std::int64_t column = 0; column < t.width(); ++column)
    samples.scales_.push_back(samples.scale_over_training(t.features, t.width(), column));
  if (t.kind == TargetKind::kLabels) return samples;
  for (std::int64_t output = 0; output < t.outputs(); ++output)
    samples.target_scales_.push_back(samples.scale_over_training(t.targets, t.outputs(), output));
  return samples;
}

Scale Samples::scale_over_training(std::span<const double> values, std::int64_t stride, std::int64_t offset) const {
  const auto value = [&](std::int64_t row) { return values[static_cast<std::size_t>(row * stride + offset)]; };
  const auto count = static_cast<double>(train_.size());
  double mean = 0;
  for (const std::int64_t row : train_) mean += value(row) / count;
  double variance = 0;
  for (const std::int64_t row : train_) variance += (value(row) - mean) * (value(row) - mean) / count;
  // By equality, not by a variance of zero: rounding gives equal values a tiny one.
  const double first = value(train_.front());
  const bool constant =
      std::all_of(train_.begin(), train_.end(), [&](std::int64_t row) { return value(row) == first; });
  return constant || variance == 0 ? Scale{first, 1} : Scale{mean, std::sqrt(variance)};
}

std::int64_t Samples::row_of(std::int64_t sample, std::int64_t seed) const {
  const auto count = static_cast<std::int64_t>(train_.size());
  const Permutation order(count, epoch_key(static_cast<std::uint64_t>(seed), sample / count));
  return train_[static_cast<std::size_t>(order(sample % count))];
}

void Samples::read_features(std::int64_t row, std::span<float> out) const {
  CHECK(out.size() == scales_.size());
  const double* const from = table_.features.data() + row * table_.width();
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(scales_[i](from[i]));
}

std::int64_t Samples::label(std::int64_t row) const {
  return static_cast<std::int64_t>(table_.targets[static_cast<std::size_t>(row)]);
}

float Samples::target(std::int64_t row, std::int64_t output) const {
  const double written = table_.targets[static_cast<std::size_t>(row * table_.outputs() + output)];
  return static_cast<float>(target_scales_[static_cast<std::size_t>(output)](written));
}

double Samples::held_out_square(std::span<const double> from) const {
  double sum = 0;
  for (const std::int64_t row : held_out_)
    for (std::size_t output = 0; output < from.size(); ++output)
      sum += std::pow(target(row, static_cast<std::int64_t>(output)) - from[output], 2);
  return sum / static_cast<double>(held_out_.size() * from.size());
}

double Samples::held_out_variance() const {
  std::vector<double> means(target_scales_.size());
  for (const std::int64_t row : held_out_)
    for (std::size_t output = 0; output < means.size(); ++output)
      means[output] += target(row, static_cast<std::int64_t>(output)) / static_cast<double>(held_out_.size());
  return held_out_square(means);
}

Baseline Samples::baseline() const {
  const auto held_out = static_cast<double>(held_out_.size());
  if (table_.kind == TargetKind::kNumbers)
    return {held_out_square(std::vector<double>(target_scales_.size())), {}};  // always 0, the training rows' mean
  // One is added to each count, so that a label without a training row does not cost infinitely much.
  std::vector<double> counts(static_cast<std::size_t>(table_.classes), 1);
  for (const std::int64_t row : train_) ++counts[static_cast<std::size_t>(label(row))];
  const double total = static_cast<double>(train_.size()) + static_cast<double>(table_.classes);
  const std::int64_t majority = std::max_element(counts.begin(), counts.end()) - counts.begin();
  Baseline baseline{0, 0};
  for (const std::int64_t row : held_out_) {
    baseline.loss -= std::log(counts[static_cast<std::size_t>(label(row))] / total) / held_out;
    if (label(row) == majority) *baseline.majority += 1 / held_out;
  }
  return baseline;
}

}  // namespace cdp::runtime
