// Tables of runs, of any trainer: comma-separated values with a header. Read here for transfer, fit and compare, and
// written in the same form.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "compiler/base/result.h"
#include "study/runs/runs.h"

namespace cdp::study {

inline constexpr std::size_t kMostRuns = 100'000;
inline constexpr std::string_view kAxisNames[] = {"width", "depth", "batch", "duration", "context", "params"};

/// What a header cannot say by itself.
struct Columns {
  std::set<std::string> axes = {};             // beside kAxisNames
  std::set<std::string> hyperparameters = {};  // beside names that have a point, an `@`, a `*` or a bracket
  std::set<std::string> ignored = {};          // neither is read nor has to be a column
};

/// A row is a run. `loss` is required and `nan`, `inf` or `diverged` where the run diverged; `seed` and `flops` may
/// lack; every other column is an axis, a hyperparameter or a tag. A hyperparameter's column without any number is a
/// tag (`training.optimizer`). Numbers may have the language's suffixes, and units, which are the same in all of a
/// column. Empty cells of axes, hyperparameters, seeds and tags are left out of the run. Errors have the place
/// `NAME:LINE:COLUMN`.
[[nodiscard]] Result<Runs> parse_runs(std::string_view text, const std::string& name, const Columns& columns = {});

/// The same of a file; at most 16 MiB.
[[nodiscard]] Result<Runs> read_runs(const std::string& path, const Columns& columns = {});

/// With a header of all that any run has; numbers are the shortest that read back to the same double. Reads back to
/// the same runs where their names say what they are, or `Columns` does.
[[nodiscard]] std::string to_csv(const Runs& runs);

}  // namespace cdp::study
