// See runs.h.
#include "study/exports/runs.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "compiler/pipeline/number.h"
#include "study/store/rows.h"

namespace cdp::study {
namespace {

std::string without_blanks(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  return text;
}

/// `base.lr = 0.002` and `base.lr=0.002` are one name.
void set(const std::string& text, Run& run) {
  const std::size_t is = text.rfind('=');
  if (is == std::string::npos) return;
  const std::string name = without_blanks(text.substr(0, is));
  const std::string value = text.substr(std::min(text.find_first_not_of(' ', is + 1), text.size()));
  if (const auto number = pipeline::number_of(value, name))
    run.values[name] = *number;
  else
    run.tags[name] = value;
}

}  // namespace

Run run_of(const Trial& trial, const std::map<std::string, std::string>& shared_tags) {
  Run run;
  run.axes = trial.scale;
  run.tags = shared_tags;
  run.seed = trial.point.seed;
  if (trial.result.state == TrialState::kFinished) run.loss = trial.result.loss;
  if (trial.flops > 0) run.flops = trial.flops;
  for (const std::string& text : trial.point.sets) set(text, run);
  return run;
}

Runs runs_of(const Store& store) {
  Runs runs{store.folder(), {}};
  const auto tags = read_tags(store.info().tags);
  for (const Trial& trial : store.trials()) {
    const TrialState state = trial.result.state;
    if (state == TrialState::kFinished || state == TrialState::kDiverged) runs.runs.push_back(run_of(trial, tags));
  }
  return runs;
}

Result<Runs> runs_at(const std::string& path, const Columns& columns) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return read_runs(path, columns);
  const auto store = Store::open(path, Access::kRead);
  if (!store) return store.error();
  return runs_of(*store);
}

}  // namespace cdp::study
