// See optuna.h. The operations are those of optuna/storages/journal/_storage.py: 0 creates a study, 4 a trial.
#include "study/exports/optuna.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "study/exports/runs.h"

namespace cdp::study {
namespace {

using nlohmann::ordered_json;

constexpr int kCreateStudy = 0;
constexpr int kCreateTrial = 4;
constexpr int kMinimize = 1;
constexpr double kStepsOfARun = 100;  // Optuna's intermediate values have whole numbers as steps

std::string line(const ordered_json& operation) {
  return operation.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

ordered_json operation(int code) {
  return {{"op_code", code}, {"worker_id", kJournalWriter}};
}

int state_of(TrialState state) {
  constexpr int kComplete = 1, kPruned = 2, kFail = 3;
  if (state == TrialState::kFinished) return kComplete;
  return state == TrialState::kStopped ? kPruned : kFail;
}

/// Optuna wants times; a study keeps none, only how long a trial took.
std::string time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::clamp(seconds, 0.0, 1e9));
  constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86400, kDays = 28;
  return fmt::format("1970-01-{:02}T{:02}:{:02}:{:02}+00:00", 1 + std::min(kDays - 1, whole / kDay),
                     whole % kDay / kHour, whole % kHour / kMinute, whole % kMinute);
}

/// A range around one value: Optuna compares kinds of distributions and not their ends.
ordered_json distribution(double value) {
  constexpr double kWide = 1024;
  const bool log = value > 0;
  const double low = log ? value / kWide : value - kWide;
  const double high = log ? value * kWide : value + kWide;
  return ordered_json{{"name", "FloatDistribution"},
                      {"attributes", {{"step", nullptr}, {"low", low}, {"high", high}, {"log", log}}}};
}

}  // namespace

std::string optuna_begin(const Store& store) {
  ordered_json begin = operation(kCreateStudy);
  begin["study_name"] = store.folder();
  begin["directions"] = {kMinimize};
  return line(begin);
}

std::string optuna_trial(const Trial& trial) {
  ordered_json create = operation(kCreateTrial);
  const TrialResult& result = trial.result;
  create["study_id"] = 0;
  create["datetime_start"] = time(0);
  create["datetime_complete"] = time(result.seconds);
  create["state"] = state_of(result.state);
  create["value"] = result.state == TrialState::kFinished && result.loss ? ordered_json(*result.loss) : ordered_json();
  create["values"] = nullptr;
  ordered_json parameters = ordered_json::object();
  ordered_json distributions = ordered_json::object();
  ordered_json attributes = ordered_json::object();
  const Run run = run_of(trial, {});
  for (const auto& [name, value] : run.values) {
    parameters[name] = value;
    distributions[name] = distribution(value).dump();
  }
  for (const auto& [axis, value] : trial.scale) attributes[axis] = value;
  for (const auto& [name, value] : run.tags) attributes[name] = value;
  attributes["trial"] = trial.number;
  attributes["seed"] = trial.point.seed;
  attributes["state"] = word(result.state);
  if (!result.message.empty()) attributes["message"] = result.message;
  create["params"] = parameters;
  create["distributions"] = distributions;
  create["user_attrs"] = attributes;
  create["system_attrs"] = ordered_json::object();
  ordered_json values = ordered_json::object();
  for (const CurvePoint& point : result.curve)
    if (std::isfinite(point.loss)) values[fmt::format("{:.0f}", point.fraction * kStepsOfARun)] = point.loss;
  create["intermediate_values"] = values;
  return line(create);
}

std::string optuna_journal(const Store& store) {
  std::string text = optuna_begin(store);
  for (const Trial& trial : store.trials())
    if (has_ended(trial.result.state)) text += optuna_trial(trial);
  return text;
}

}  // namespace cdp::study
