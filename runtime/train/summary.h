// What a run says of its data and of its result, on the screen and in its record.
#pragma once

#include <variant>

#include "compiler/base/result.h"
#include "run/metrics.h"
#include "runtime/data/entropy.h"
#include "runtime/data/samples.h"
#include "runtime/train/best.h"
#include "runtime/train/inputs.h"
#include "runtime/train/progress.h"
#include "runtime/train/task.h"

namespace cdp::runtime {

/// What the loss is read against.
using BaselineLosses = std::variant<Entropies, Baseline>;

/// How much data there is, what was held out or skipped, what the baselines are.
[[nodiscard]] BaselineLosses say_data(const Data& data, Progress& progress);

/// The line about the data in metrics.jsonl; a resumed run has it already.
[[nodiscard]] Status record_data(const Data& data, const BaselineLosses& baselines, run::Metrics& metrics);

/// For tables: table.json in the run's folder, which tells how a sample becomes the model's input and what its output
/// means: columns with mean and standard deviation, labels.
[[nodiscard]] Status keep_scales(const Data& data, const run::Folder& folder);

/// Where a run ended.
struct RunResult {
  Evaluation last;
  std::int64_t step = 0;
  Best best;
  double epochs = 0;
};

/// How often the data were gone through, the best evaluation, and the last beside the baselines, or beside the best
/// where it is worse than that by more than noise.
void say_result(const BaselineLosses& baselines, const Task& task, const RunResult& result, const run::Folder& folder,
                Progress& progress);

}  // namespace cdp::runtime
