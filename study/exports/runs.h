// A study's trials as runs, for transfer, fit and compare, and for tables.
#pragma once

#include <map>
#include <string>

#include "compiler/base/result.h"
#include "study/runs/csv.h"
#include "study/runs/runs.h"
#include "study/store/store.h"

namespace cdp::study {

/// A trial that has ended. Values are those that were set to a number, named as they were set: `base.lr`,
/// `@hidden.lr*`; what is set to something else is a tag, beside those that all trials share.
[[nodiscard]] Run run_of(const Trial& trial, const std::map<std::string, std::string>& shared_tags);

/// Finished and diverged trials. Trials that were stopped, failed or still wait are left out:
/// they have no loss at the end of the run, and did not diverge.
[[nodiscard]] Runs runs_of(const Store& store);

/// Of a study's folder, or of a table (CSV).
[[nodiscard]] Result<Runs> runs_at(const std::string& path, const Columns& columns = {});

}  // namespace cdp::study
