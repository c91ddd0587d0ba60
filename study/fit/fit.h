// What runs at several scales teach about a hyperparameter: its optimum at each scale, the law of the optimum, the law
// of the loss, which runs to do next. The forms of the report: report.h.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "study/fit/batch_policy.h"
#include "study/fit/critical_batch.h"
#include "study/fit/loss_law.h"
#include "study/fit/next_runs.h"
#include "study/fit/optimum.h"
#include "study/fit/rules_call.h"
#include "study/fit/value_law.h"
#include "study/runs/tags.h"

namespace cdp::study {

struct FitOptions {
  std::string hyperparameter = {};     // empty: the one that varies
  std::vector<std::string> axes = {};  // of the law; empty: those that vary
  std::optional<ScalePoint> at = {};   // where to predict
  std::string at_option = "--at";      // that said so, for errors
  std::optional<RulesCall> rules = {};
};

/// An exponent of the rules that the runs were made under, refitted: what they have, moved by the law's.
struct RefitExponent {
  std::string parameter;  // duration_exponent
  double used = 0;        // by the runs
  double value = 0, half = 0;
};

/// What a target gets.
struct FitPrediction {
  ScalePoint scale;
  Predicted value;
  double beyond = 1;  // times outside of the fitted range
  std::optional<LossInterval> loss = {};
};

struct FitReport {
  std::string runs;                         // the table's name
  std::string group;                        // of what was split by tags: `schedule wsd`; empty: all runs
  std::map<std::string, std::string> tags;  // that all runs have
  std::string hyperparameter;
  std::optional<RulesCall> rules;  // that the runs were made under, where that was said
  std::size_t run_count = 0, diverged = 0;

  std::vector<CellOptimum> optima;  // one a scale, in their order
  std::optional<Noise> noise;
  std::vector<std::string> tuned;  // hyperparameters that varied too: the best setting at each scale was taken
  BatchPolicy policy;
  std::vector<std::string> left_axes;  // that vary and that neither the law nor the batch policy accounts for

  std::optional<ValueLaw> law;
  std::string no_law;  // why there is none
  std::vector<RefitExponent> refit;
  std::optional<LossLaw> loss_law;
  std::string no_loss_law;
  std::optional<FitPrediction> prediction;
  RunCounts counts;
  std::vector<NextRuns> bracketing, narrowing;

  std::vector<CriticalBatch> critical;  // of a table with `steps`; then nothing else is fitted
};

/// Of one group of runs that agree in their tags (tags.h). Errors: what the table lacks; batch policies that are mixed;
/// axes that cannot be told apart; a place to predict at that lacks an axis of the law.
[[nodiscard]] Result<FitReport> fit_runs(const Group& group, const FitOptions& options);

/// Whether the runs determine what they were fitted for.
[[nodiscard]] bool found_law(const FitReport& report);

/// The axes that a law has where none are named: those that vary; of sizes `params` alone where it is there, and the
/// batch only where the duration stays.
[[nodiscard]] std::vector<std::string> law_axes(const std::vector<FitCell>& cells);

}  // namespace cdp::study
