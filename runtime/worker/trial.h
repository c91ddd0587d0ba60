// One trial of a worker: a plan trained from its first step to its last, without a folder, record or checkpoint. Equal
// plans, data, micro-batches and threads give the losses of `cdp train` bit for bit: both take the same steps
// (train/take_step.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "compiler/plan/words.h"
#include "run/worker_lines.h"
#include "runtime/torch_compat.h"
#include "runtime/worker/data.h"

namespace cdp::runtime {

/// The same for all trials of a worker.
struct TrialSettings {
  torch::Device device = torch::kCPU;
  std::optional<plan::Precision> precision = {};  // none: the plan's
  std::int64_t progress = 20;                     // progress replies a trial, at most one a step
};

struct TrialTalk {
  std::function<bool()> is_stopped;  // asked before every step
  std::function<void(const run::ProgressReply&)> progress;
};

/// Trains the plan and says how it ended. It has diverged when a training loss, the norm of a gradient that is clipped
/// or the held-out loss is not finite. Whatever cannot be run, LibTorch's exceptions included, has failed, with a
/// message in the user's words.
[[nodiscard]] run::EndReply run_trial(const run::TrainRequest& request, WorkerData& data, const TrialSettings& settings,
                                      const TrialTalk& talk);

}  // namespace cdp::runtime
