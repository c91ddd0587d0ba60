// Whether a run may go on with the plan it is given: a run is its numbers, not the bytes of its plan.
#pragma once

#include "compiler/base/result.h"
#include "run/folder.h"
#include "runtime/train/checkpoint.h"
#include "runtime/train/inputs.h"

namespace cdp::runtime {

/// The folder's checkpoint, if it is of this plan or of one that means the same (`cdp diff` counts no difference): its
/// plan.json. Another plan is an error that names the differences.
[[nodiscard]] Result<OpenCheckpoint> open_checkpoint_of(const run::Folder& folder, const PlanFile& plan);

/// The SHA-256 that the checkpoints of a run without a checkpoint will name: of the plan.json in its folder, which
/// stays if it means the same as the given plan, else of the given one. Another plan is an error that names the
/// differences.
[[nodiscard]] Result<std::string> begun_with(const run::Folder& folder, const PlanFile& plan);

}  // namespace cdp::runtime
