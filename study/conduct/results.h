// What workers say as the store keeps it: which study they are of, and the last line of a trial.
#pragma once

#include <vector>

#include "compiler/base/result.h"
#include "run/worker_lines.h"
#include "study/store/info.h"
#include "study/store/store.h"
#include "study/store/trial.h"

namespace cdp::study {

/// What the study is of, with what a worker says of data and machine in place of what is kept.
[[nodiscard]] StudyInfo info_by(const StudyInfo& kept, const run::ReadyReply& reply);
/// Whether a worker is one for this study.
[[nodiscard]] Status same_workers(const Store& store, const run::ReadyReply& reply);

/// Losses that are no numbers are left out; a trial that finished without a loss has diverged.
[[nodiscard]] TrialResult result_of(const run::EndReply& reply, std::vector<CurvePoint> curve);

}  // namespace cdp::study
