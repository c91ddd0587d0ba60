// The schema of metrics.jsonl, the record of a run: one JSON object a line, `kind` says which struct it is. A struct
// lists its fields once, in the order in which they are written; who writes and who reads is made from that
// (line_json.h). Keys are in the words of the run's task (task_words.h): {items} is tokens or samples, {score} is
// accuracy or r2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "compiler/plan/fields.h"
#include "run/end_reason.h"
#include "run/line_field.h"

namespace cdp::run {

/// The data, where they are text or tokens.
struct CorpusLine {
  static constexpr std::string_view kKind = "corpus";
  std::int64_t tokens = 0, train_tokens = 0, held_out_tokens = 0;
  double unigram_entropy = 0, bigram_entropy = 0;
  std::int64_t files = 0;

  static constexpr auto fields() {
    return std::tuple{
        LineField{"tokens", &CorpusLine::tokens, "tokens of all files"},
        LineField{"train_tokens", &CorpusLine::train_tokens, "tokens that are trained on"},
        LineField{"held_out_tokens", &CorpusLine::held_out_tokens, "tokens that evaluations read"},
        LineField{"unigram_entropy", &CorpusLine::unigram_entropy, "of single tokens, nats a token"},
        LineField{"bigram_entropy", &CorpusLine::bigram_entropy, "of a token after the one before, nats a token"},
        LineField{"files", &CorpusLine::files, "files read"},
    };
  }
};

/// The data, where they are a table, and what its targets alone tell.
struct TableLine {
  static constexpr std::string_view kKind = "table";
  std::int64_t rows = 0, train_rows = 0, held_out_rows = 0, features = 0;
  double baseline_loss = 0;
  std::optional<double> baseline_accuracy;
  std::int64_t files = 0;

  static constexpr auto fields() {
    return std::tuple{
        LineField{"rows", &TableLine::rows, "rows of all files"},
        LineField{"train_rows", &TableLine::train_rows, "rows that are trained on"},
        LineField{"held_out_rows", &TableLine::held_out_rows, "rows that evaluations read"},
        LineField{"features", &TableLine::features, "columns that the model reads"},
        LineField{"baseline_loss", &TableLine::baseline_loss, "of the labels' frequencies, or of the mean"},
        LineField{"baseline_accuracy", &TableLine::baseline_accuracy, "of the most frequent label"},
        LineField{"files", &TableLine::files, "files read"},
    };
  }
};

/// A logged step. The loss is the step's own, before its update; NaN where the line has null.
struct TrainLine {
  static constexpr std::string_view kKind = "train";
  std::int64_t step = 0, items = 0;
  double loss = 0, lr_factor = 0, grad_norm = 0, items_per_second = 0, seconds = 0;

  /// Timing stands last: the record's mark goes without it (metrics.h).
  static constexpr auto fields() {
    return std::tuple{
        LineField{"step", &TrainLine::step, "finished steps"},
        LineField{"{items}", &TrainLine::items, "trained on until then"},
        LineField{"loss", &TrainLine::loss, "on the step's batch"},
        LineField{"lr_factor", &TrainLine::lr_factor, "what every tensor's peak learning rate is multiplied by"},
        LineField{"grad_norm", &TrainLine::grad_norm, "2-norm over all tensors, before clipping"},
        LineField{"{items}_per_second", &TrainLine::items_per_second, "since the line before", Digits::kTiming},
        LineField{"seconds", &TrainLine::seconds, "of training, those before a resume included", Digits::kTiming},
    };
  }
};

/// An evaluation on the held-out data.
struct EvalLine {
  static constexpr std::string_view kKind = "eval";
  std::int64_t step = 0, items = 0;
  double loss = 0;
  std::optional<double> score = {};

  static constexpr auto fields() {
    return std::tuple{
        LineField{"step", &EvalLine::step, "finished steps"},
        LineField{"{items}", &EvalLine::items, "trained on until then"},
        LineField{"loss", &EvalLine::loss, "on the held-out data"},
        LineField{"{score}", &EvalLine::score, "on the held-out data"},
    };
  }
};

/// The gradient noise scale, tr(Sigma) / |G|^2 (arXiv:1812.06162), averaged over the last steps: of all tensors, or of
/// one. NaN where noise hides the gradient.
struct NoiseLine {
  static constexpr std::string_view kKind = "noise";
  std::int64_t step = 0;
  std::optional<std::string> tensor = {};
  double rows = 0, items = 0, gradient = 0, trace = 0;

  static constexpr auto fields() {
    return std::tuple{
        LineField{"step", &NoiseLine::step, "finished steps"},
        LineField{"tensor", &NoiseLine::tensor, "whose it is; left out: of all"},
        LineField{"scale", &NoiseLine::rows, "the noise scale in sequences or samples a step, as the plan's batch"},
        LineField{"{items}", &NoiseLine::items, "the noise scale in tokens or samples a step"},
        LineField{"gradient", &NoiseLine::gradient, "|G|^2, of the exact gradient"},
        LineField{"trace", &NoiseLine::trace, "tr(Sigma), of the gradient of one sequence or sample"},
    };
  }
};

struct EndLine {
  static constexpr std::string_view kKind = "end";
  std::int64_t step = 0;
  EndReason reason = EndReason::kFinished;
  double seconds = 0;

  static constexpr auto fields() {
    return std::tuple{
        LineField{"step", &EndLine::step, "finished steps"},
        LineField{"reason", &EndLine::reason, "finished, stopped or nan"},
        LineField{"seconds", &EndLine::seconds, "of training", Digits::kTiming},
    };
  }
};

/// A line of a kind that this version does not know.
struct OtherLine {
  static constexpr std::string_view kKind = "other";
  std::optional<std::int64_t> step;

  static constexpr auto fields() { return std::tuple{LineField{"step", &OtherLine::step, "finished steps"}}; }
};

using Line = std::variant<OtherLine, CorpusLine, TableLine, TrainLine, EvalLine, NoiseLine, EndLine>;

}  // namespace cdp::run
