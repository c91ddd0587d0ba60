// What a run left behind, read back: metrics.jsonl as the lines that hold (lines.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/regular_file.h"
#include "compiler/base/result.h"
#include "run/lines.h"

namespace cdp::run {

/// Some ten million lines.
inline constexpr Most kMostLog{std::uint64_t{2} << 30U, "a run's log is not as long; begin another run"};

struct Log {
  std::optional<CorpusLine> corpus;
  std::optional<TableLine> table;
  std::vector<TrainLine> train;  // steps ascend
  std::vector<EvalLine> evals;   // steps ascend
  std::vector<NoiseLine> noise;  // steps ascend; of one step all tensors together first, then each
  std::optional<EndLine> end;    // none: still running, or killed
};

/// Lines of other kinds are passed over. Where a resumed run repeats steps, the later lines hold. A last line without
/// its line feed is one that was being written: it is left out. `place` names the file in errors.
[[nodiscard]] Result<Log> read_log(std::string_view text, const std::string& place);

}  // namespace cdp::run
