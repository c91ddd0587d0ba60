// metrics.jsonl, the record of a run: one JSON object a line, in the words of its task (task_words.h): `tokens` and
// `tokens_per_second` are `samples` and `samples_per_second` where there are no tokens. A resumed run goes on where its
// checkpoint was made, with the same lines as a run that was never stopped, but for the timing fields (seconds, and
// what is per second).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "compiler/base/result.h"
#include "runtime/report/task_words.h"

namespace cdp::runtime {

struct CorpusLine {
  std::int64_t tokens = 0;
  std::int64_t train_tokens = 0;
  std::int64_t held_out_tokens = 0;
  double unigram_entropy = 0;
  double bigram_entropy = 0;
  std::int64_t files = 0;
};

/// The other kind of data: a table and what its targets alone tell (samples.h, Baseline).
struct TableLine {
  std::int64_t rows = 0;
  std::int64_t train_rows = 0;
  std::int64_t held_out_rows = 0;
  std::int64_t features = 0;
  double baseline_loss = 0;
  std::optional<double> baseline_accuracy;
  std::int64_t files = 0;
};

/// `step` counts finished steps, `items` the tokens or samples trained on until then. The loss is the step's own,
/// before its update.
struct TrainLine {
  std::int64_t step = 0;
  std::int64_t items = 0;
  double loss = 0;
  double lr_factor = 0;
  double grad_norm = 0;  // before clipping
  double items_per_second = 0;
  double seconds = 0;
};

struct EvalLine {
  std::int64_t step = 0;
  std::int64_t items = 0;
  double loss = 0;
  std::optional<double> score = {};
};

struct EndLine {
  std::int64_t step = 0;
  std::string reason;  // finished, stopped or nan
  double seconds = 0;
};

class Metrics {
 public:
  /// A new, empty record.
  static Result<Metrics> begin(const std::string& path, const TaskWords& words);
  /// The record up to the checkpoint's step: later lines, ends, and evaluations that a run stopped early made outside
  /// its rhythm are dropped. A missing file is an empty record.
  static Result<Metrics> resume(const std::string& path, const TaskWords& words, std::int64_t step,
                                std::int64_t eval_every);

  /// Whether the line about the data is written.
  [[nodiscard]] bool has_data() const { return has_data_; }
  /// The evaluation with the least loss in the lines kept.
  [[nodiscard]] const std::optional<EvalLine>& best() const { return best_; }
  /// Seconds of training in the lines kept.
  [[nodiscard]] double seconds() const { return seconds_; }

  Status write(const CorpusLine& line);
  Status write(const TableLine& line);
  Status write(const TrainLine& line);
  Status write(const EvalLine& line);
  Status write(const EndLine& line);

 private:
  static Result<Metrics> open(const std::string& path, const TaskWords& words);
  Status append(const std::string& line);

  std::string path_;
  std::shared_ptr<const int> descriptor_;
  const TaskWords* words_ = nullptr;
  bool has_data_ = false;
  double seconds_ = 0;
  std::optional<EvalLine> best_;
};

}  // namespace cdp::runtime
