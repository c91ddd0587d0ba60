// Draws for synthetic.h, by counter: a batch is a function of seed and number.
#include "runtime/measure/synthetic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

#include "runtime/graph/philox.h"

namespace cdp::runtime {
namespace {

/// Uniform numbers in (0, 1), one after the other.
class Draws {
 public:
  Draws(std::int64_t seed, std::string_view name) : philox_(seed, name) {}

  double uniform() {
    if (at_ == four_.size()) {
      four_ = philox_.block(next_++);
      at_ = 0;
    }
    return unit_interval(four_[at_++]);
  }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  Philox philox_;
  std::array<std::uint32_t, 4> four_{};
  std::size_t at_ = 4;
  std::uint64_t next_ = 0;
};

constexpr double kFollows = 0.5;  // the share of tokens that follow from the one before

}  // namespace

Synthetic::Synthetic(const plan::Training& training, std::int64_t outputs) : training_(training), outputs_(outputs) {}

Batch Synthetic::tokens(std::int64_t n, std::int64_t rows) const {
  Draws draws(training_.seed, fmt::format("synthetic tokens {}", n));
  const std::int64_t context = *training_.context;
  const auto vocabulary = static_cast<double>(outputs_);
  const auto drawn = [&] {
    const double rank = std::exp(draws.uniform() * std::log(vocabulary + 1)) - 1;
    return std::min(outputs_ - 1, static_cast<std::int64_t>(rank));
  };
  Batch batch{torch::empty({rows, context}, torch::kLong), torch::empty({rows, context}, torch::kLong)};
  auto* const inputs = batch.inputs.data_ptr<std::int64_t>();
  auto* const targets = batch.targets.data_ptr<std::int64_t>();
  for (std::int64_t row = 0; row < rows; ++row) {
    std::int64_t token = drawn();
    for (std::int64_t i = row * context; i < (row + 1) * context; ++i) {
      inputs[i] = token;
      token = draws.uniform() < kFollows ? (token * 5 + 3) % outputs_ : drawn();
      targets[i] = token;
    }
  }
  return batch;
}

Batch Synthetic::samples(std::int64_t n, std::int64_t rows) const {
  const std::int64_t features = *training_.features;
  Draws map(training_.seed, "synthetic map");
  Draws draws(training_.seed, fmt::format("synthetic samples {}", n));
  const torch::Tensor weights = torch::empty({outputs_, features}, torch::kFloat);
  Batch batch{torch::empty({rows, features}, torch::kFloat), {}};
  const double scale = 1 / std::sqrt(static_cast<double>(features));
  for (std::int64_t i = 0; i < weights.numel(); ++i)
    weights.data_ptr<float>()[i] = static_cast<float>(map.normal() * scale);
  for (std::int64_t i = 0; i < batch.inputs.numel(); ++i)
    batch.inputs.data_ptr<float>()[i] = static_cast<float>(draws.normal());
  const torch::Tensor numbers = at::matmul(batch.inputs, weights.t());
  batch.targets = training_.task == plan::TaskKind::classify ? at::argmax(numbers, -1) : numbers;
  return batch;
}

Batch Synthetic::batch(std::int64_t n, std::int64_t rows) const {
  return training_.context ? tokens(n, rows) : samples(n, rows);
}

}  // namespace cdp::runtime
