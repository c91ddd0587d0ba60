// `cdp train`: a plan and data in, a trained model's folder out.
#pragma once

#include <cstdio>
#include <string>

#include "compiler/base/result.h"
#include "run/options.h"

namespace cdp::runtime {

enum class Outcome { kFinished, kInterrupted, kDiverged };

struct TrainEnd {
  Outcome outcome = Outcome::kFinished;
  std::string message;  // for standard error: how to go on, what to try; empty when finished
};

/// Progress and summary go to `out`. LibTorch's exceptions pass through.
[[nodiscard]] Result<TrainEnd> train(const run::TrainOptions& options, std::FILE* out);

}  // namespace cdp::runtime
