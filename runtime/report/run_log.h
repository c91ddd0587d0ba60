// What a run left behind, read back: the lines of metrics.jsonl as structs. The JSON library stays behind this header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/regular_file.h"
#include "compiler/base/result.h"

namespace cdp::runtime {

/// Some ten million lines.
inline constexpr Most kMostLog{std::uint64_t{2} << 30U, "a run's log is not as long; begin another run"};

/// {"kind":"corpus"}: entropies in nats a token.
struct CorpusFacts {
  std::int64_t tokens = 0, train_tokens = 0, held_out_tokens = 0, files = 0;
  double unigram_entropy = 0, bigram_entropy = 0;
};

/// {"kind":"table"}: the other kind of data, and what its targets alone tell.
struct TableFacts {
  std::int64_t rows = 0, train_rows = 0, held_out_rows = 0, features = 0, files = 0;
  double baseline_loss = 0;
  std::optional<double> baseline_accuracy;
};

/// {"kind":"train"}: a logged step. Items are tokens or samples. The loss is NaN where the line has null.
struct TrainPoint {
  std::int64_t step = 0, items = 0;
  double loss = 0, lr_factor = 0, grad_norm = 0, items_per_second = 0, seconds = 0;
};

/// {"kind":"eval"}: the loss on held-out data; the score is an accuracy or an R2.
struct EvalPoint {
  std::int64_t step = 0, items = 0;
  double loss = 0;
  std::optional<double> score = {};
};

/// {"kind":"end"}: reason is finished, stopped or nan.
struct RunEnd {
  std::int64_t step = 0;
  std::string reason;
  double seconds = 0;
};

struct RunLog {
  std::optional<CorpusFacts> corpus;
  std::optional<TableFacts> table;
  std::vector<TrainPoint> train;  // steps ascend
  std::vector<EvalPoint> evals;   // steps ascend
  std::optional<RunEnd> end;      // none: still running, or killed
};

/// Lines of other kinds are passed over. Where a resumed run repeats steps, the later lines hold. A last line without
/// its line feed is one that was being written: it is left out. `place` names the file in errors.
[[nodiscard]] Result<RunLog> read_run_log(std::string_view text, const std::string& place);

}  // namespace cdp::runtime
