// Data that need no file: something that a model can learn within a few steps, made from a seed alone. Equal for every
// scale of a model, since nothing in it depends on the model but its vocabulary, or how many numbers go in and out.
#pragma once

#include <cstdint>

#include "compiler/plan/plan.h"
#include "runtime/train/batches.h"

namespace cdp::runtime {

/// next_token: half of the tokens follow from the one before, the others are drawn with a frequency that falls as 1 /
/// rank. classify and regress: normal features, and labels or numbers that a fixed linear map makes of them.
class Synthetic {
 public:
  /// `outputs` are the model's: its vocabulary, its classes, or how many numbers it predicts.
  Synthetic(const plan::Training& training, std::int64_t outputs);

  /// Batch n of the seed's; each is another. `rows` sequences or samples.
  [[nodiscard]] Batch batch(std::int64_t n, std::int64_t rows) const;

 private:
  [[nodiscard]] Batch tokens(std::int64_t n, std::int64_t rows) const;
  [[nodiscard]] Batch samples(std::int64_t n, std::int64_t rows) const;

  plan::Training training_;
  std::int64_t outputs_;
};

}  // namespace cdp::runtime
