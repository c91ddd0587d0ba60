// A worker's last line of a trial as the store keeps it.
#pragma once

#include <vector>

#include "run/worker_lines.h"
#include "study/store/trial.h"

namespace cdp::study {

/// Losses that are no numbers are left out; a trial that finished without a loss has diverged.
[[nodiscard]] TrialResult result_of(const run::EndReply& reply, std::vector<CurvePoint> curve);

}  // namespace cdp::study
