// Writes metrics.jsonl, the record of a run (lines.h), in the words of its task. A resumed run goes on where its
// checkpoint was made, with the same lines as a run that was never stopped, but for the timing fields (seconds, and
// what is per second).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/checksum.h"
#include "compiler/base/result.h"
#include "run/lines.h"
#include "run/task_words.h"

namespace cdp::run {

/// Where a record stood when a checkpoint was made: how many lines it had, and a checksum of them without their timing
/// fields, so that equal runs have equal marks.
struct RecordMark {
  std::int64_t lines = 0;
  std::uint64_t sum = 0;
  bool operator==(const RecordMark&) const = default;
};

/// `12 0123456789abcdef`, and back; nothing where the text is no mark.
[[nodiscard]] std::string mark_text(const RecordMark& mark);
[[nodiscard]] std::optional<RecordMark> parse_mark(std::string_view text);

/// The checkpoint that a run goes on from, as far as its record is concerned.
struct RecordPoint {
  std::int64_t step = 0;
  std::int64_t eval_every = 1;
  std::optional<RecordMark> mark = {};  // none in checkpoints of version 1
};

/// A line that cannot be written now (a full disk) waits in memory and is written with the next: sync() says whether
/// all are on the disk.
class Metrics {
 public:
  /// A new, empty record.
  static Result<Metrics> begin(const std::string& path, const TaskWords& words);
  /// The record up to the checkpoint's mark. Where there is none, or the record is not the one that was marked, what
  /// can be read of it up to the checkpoint's step: later lines, ends, and evaluations that a run stopped early made
  /// outside its rhythm are dropped then. A missing file is an empty record.
  static Result<Metrics> resume(const std::string& path, const TaskWords& words, const RecordPoint& point);

  /// What was wrong with the record that is resumed; empty: nothing.
  [[nodiscard]] const std::string& remark() const { return remark_; }
  /// All lines that were written.
  [[nodiscard]] RecordMark mark() const { return {lines_, sum_.value()}; }
  /// Whether all lines are on the disk, now.
  [[nodiscard]] Status sync();

  /// Whether the line about the data is written.
  [[nodiscard]] bool has_data() const { return has_data_; }
  /// The evaluation with the least loss in the lines kept.
  [[nodiscard]] const std::optional<EvalLine>& best() const { return best_; }
  /// Seconds of training in the lines kept.
  [[nodiscard]] double seconds() const { return seconds_; }

  Status write(const Line& line);

 private:
  static Result<Metrics> open(const std::string& path, const TaskWords& words);
  /// Takes over a line of an earlier part of the run.
  void adopt(std::string_view line);
  void count(std::string_view line);
  Status append(const std::string& line);
  Status flush();

  std::string path_;
  std::shared_ptr<const int> descriptor_;
  const TaskWords* words_ = nullptr;
  std::string waiting_;  // lines that are not yet written
  std::int64_t lines_ = 0;
  Checksum sum_;
  std::string remark_;
  bool has_data_ = false;
  double seconds_ = 0;
  std::optional<EvalLine> best_;
};

}  // namespace cdp::run
