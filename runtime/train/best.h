// The best evaluation of a run, which is kept as best.safetensors: a checkpoint like any other. It is saved when an
// evaluation is better than all before, together with the run's checkpoint: one file is written, which then has two
// names until the next checkpoint replaces one of them. An evaluation that is not better saves nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "run/folder.h"
#include "run/metrics.h"
#include "runtime/train/checkpoint.h"

namespace cdp::runtime {

struct Best {
  std::int64_t step = 0;
  double loss = 0;
  bool kept = false;  // in best.safetensors
};

/// Of a run that begins or goes on at a checkpoint: the better of best.safetensors and the record. A file of a later
/// step does not count, nor one of another plan or other data: the run will write its own. Where the run was killed
/// between the checkpoint and its second name, that is made up for.
[[nodiscard]] Result<std::optional<Best>> best_so_far(const run::Folder& folder, const CheckpointInfo& begin,
                                                      const run::Metrics& metrics);

}  // namespace cdp::runtime
