// A study as a journal of Optuna's (JournalFileBackend, Optuna 3.1 to 5.0): one JSON operation a line, only ever added
// to. Optuna's dashboard and plots read it, and its samplers go on from it.
#pragma once

#include <string>

#include "compiler/base/result.h"
#include "study/store/store.h"

namespace cdp::study {

constexpr const char* kJournalWriter = "cdp";  // the `worker_id` of our lines

/// The lines that create the study.
[[nodiscard]] std::string optuna_begin(const Store& store);

/// The line of a trial that has ended: finished is complete, diverged and failed are failed, stopped is pruned. Its
/// values are parameters, its curve is intermediate values in hundredths of the run; scale, seed and reason are
/// attributes. Of times only the duration is meant.
[[nodiscard]] std::string optuna_trial(const Trial& trial);

/// All of it: trials that have not ended are left out.
[[nodiscard]] std::string optuna_journal(const Store& store);

}  // namespace cdp::study
