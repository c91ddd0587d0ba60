// Two ways to a hyperparameter at a target, from the same runs: transfer keeps the optimum of the smallest scale, fit
// extrapolates the law of all scales. What each predicts, what it cost, and which one the largest scale supports.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/paint.h"
#include "compiler/base/result.h"
#include "study/fit/fit.h"

namespace cdp::study {

/// One of the two at the target.
struct CompareWay {
  std::size_t runs = 0;
  double cost = 0;  // of them, as run_cost() counts
  Predicted value;
  std::optional<LossInterval> loss = {};  // the loss law's, and C (ln x - ln x*)^2 for being off the law's optimum
};

/// The largest scale as a test: predicted without its own runs.
struct CompareHeldOut {
  ScalePoint scale;
  double ln_value = 0;         // its optimum
  double half = 0;             // of 95%, of the difference between it and the proxy's optimum
  double transfer_off = 0;     // octaves
  double fit_off = 0;          // octaves; NaN where the other scales do not determine the law
  double transfer_regret = 0;  // C (ln x - ln x*)^2, in loss
  double fit_regret = 0;
};

enum class CompareVerdict { kTransfer, kFit, kCannotTell };

struct CompareReport {
  FitReport fit;
  ScalePoint proxy;  // the smallest scale, whose optimum is kept
  bool is_flops = false;
  CompareWay transfer, law;
  double same_budget_half = 0;  // of ln, of transfer's interval if all runs' cost were spent at the proxy
  CompareHeldOut held_out;
  CompareVerdict verdict = CompareVerdict::kCannotTell;
  std::string because;  // of the verdict
};

/// As fit_runs(); options.at is the target. Errors: those of fit_runs(), and runs that do not determine a law or an
/// optimum at the smallest scale.
[[nodiscard]] Result<CompareReport> compare_runs(const Group& group, const FitOptions& options);

/// How well two optima must be known for "it stays" to mean something: half of the factor of two between values.
inline constexpr double kResolvedOctaves = 0.5;

[[nodiscard]] std::string to_text(const CompareReport& report, Color color);
[[nodiscard]] std::string to_json(const CompareReport& report);
/// `transfer`, `fit`, `cannot tell`
[[nodiscard]] std::string verdict_word(CompareVerdict verdict);

}  // namespace cdp::study
