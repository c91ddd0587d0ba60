// The runs that transfer, fit and compare read: a study's folder, a table, or a table on standard input.
#pragma once

#include <string>

#include "compiler/base/result.h"
#include "study/runs/csv.h"

namespace cdp::driver {

/// `-` is standard input.
[[nodiscard]] Result<study::Runs> read_runs_input(const std::string& path, const study::Columns& columns);

}  // namespace cdp::driver
