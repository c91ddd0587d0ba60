// What a run is made from, read and checked before anything is computed: plan, corpus and its split, folder. No Torch
// here.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"
#include "runtime/data/corpus.h"
#include "runtime/data/split.h"
#include "runtime/train/options.h"
#include "runtime/train/run_folder.h"

namespace cdp::runtime {

/// A plan and the bytes it was read from; their SHA-256 ties checkpoints to it.
struct PlanFile {
  plan::Plan plan;
  std::string bytes;
  std::string sha256;
};
[[nodiscard]] Result<PlanFile> read_plan(const std::string& path);

struct TrainInputs {
  PlanFile plan;
  Corpus corpus;
  Split split;
  RunFolder folder;
  std::int64_t context = 0;
  std::int64_t last_step = 0;   // where this command stops
  std::int64_t eval_every = 0;  // steps
};

/// Cheap checks come first; the folder is made last, when nothing but the model can still be wrong.
[[nodiscard]] Result<TrainInputs> read_inputs(const TrainOptions& options);

}  // namespace cdp::runtime
