// The gradient noise scale of arXiv:1812.06162: B_simple = tr(Sigma) / |G|^2, where G is the exact gradient and Sigma
// the covariance of the gradient of one row (a sequence or sample). It is about the batch beyond which a larger one
// saves few steps. Both parts are estimated from squared norms of gradients of micro-batches and of the whole batch. No
// Torch here: the norms are gradient_noise.h's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cdp::runtime {

/// Of a tensor or of all: over tensors both parts add up.
struct NoiseEstimate {
  double gradient = 0;  // |G|^2; without bias, so that it may be below 0 where noise hides the gradient
  double trace = 0;     // tr(Sigma), for one row

  /// B_simple in rows a step; NaN where the noise hides the gradient (|G|^2 is not above 0).
  [[nodiscard]] double scale() const;
};

/// What a step's micro-batches and their sizes make known.
struct SquaredNorms {
  double parts = 0;         // mean over micro-batches of |gradient of the micro-batch's mean loss|^2
  double whole = 0;         // |gradient of the batch's mean loss|^2
  double inverse_rows = 0;  // mean over micro-batches of 1 / rows
  double rows = 0;          // of the batch
};

/// Estimates without bias, from E|G_b|^2 = |G|^2 + tr(Sigma) / b for the mean over b independent rows
/// (arXiv:1812.06162, appendix A.1). Needs at least two micro-batches.
[[nodiscard]] NoiseEstimate estimate_noise(const SquaredNorms& norms);

/// An exponential average over steps of both parts by themselves, as the paper has it: their ratio in one step is
/// biased. Its memory is kDecay's, about 100 steps; before that it is nearly the mean of all steps.
class NoiseAverage {
 public:
  static constexpr double kDecay = 0.99;

  explicit NoiseAverage(std::size_t tensors) : sums_(tensors) {}

  /// The estimates of a step, one a tensor. A step with a number that is not finite is passed over.
  void add(std::span<const NoiseEstimate> tensors);

  [[nodiscard]] std::int64_t steps() const { return steps_; }
  [[nodiscard]] NoiseEstimate of(std::size_t tensor) const;
  [[nodiscard]] NoiseEstimate all() const;

  /// All of it, exactly, for a checkpoint; and back: nothing where the text is no average of so many tensors.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] static std::optional<NoiseAverage> parse(std::string_view text, std::size_t tensors);

 private:
  std::int64_t steps_ = 0;
  std::vector<NoiseEstimate> sums_;  // not yet divided by what the weights so far add up to
};

}  // namespace cdp::runtime
