// See transfer_trajectory.h.
#include "compiler/driver/transfer_trajectory.h"

#include <cstdio>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/driver/options.h"
#include "compiler/driver/study_spec.h"
#include "study/conduct/trajectories.h"
#include "study/exports/runs.h"
#include "study/store/rows.h"

namespace cdp::driver {
namespace {

constexpr const char* kOption = "--trajectory";

/// Those that finished, where they stand on the axis and with the value of the hyperparameter.
std::vector<study::RunAt> runs_at(const study::Store& store, const study::Sweep& sweep) {
  const auto tags = study::read_tags(store.info().tags);
  std::vector<study::RunAt> runs;
  for (const study::Trial& trial : store.trials()) {
    if (trial.result.state != study::TrialState::kFinished || !trial.result.loss) continue;
    const study::Run run = study::run_of(trial, tags);
    const auto scale = run.axes.find(sweep.axis);
    const auto value = run.values.find(sweep.hyperparameter);
    if (scale != run.axes.end() && value != run.values.end())
      runs.push_back({trial.number, scale->second, value->second, *trial.result.loss});
  }
  return runs;
}

void say(const std::string& line) {
  std::fputs((line + "\n").c_str(), stderr);
  std::fflush(stderr);
}

std::string called(const study::Trial& trial, const study::Store& store) {
  return study::words({study::telling(trial.point.at, store.trials()), trial.point.sets, trial.point.seed});
}

class Measuring {
 public:
  Measuring(const std::string& folder, const TrajectoryOptions& options, const Colors& colors)
      : folder_(folder), options_(options), colors_(colors) {}

  std::variant<study::TrajectorySplit, Answer> run(const study::Sweep& sweep) {
    auto store = study::Store::open(folder_, study::Access::kRead);
    if (!store) return could_not_run(store.error(), colors_);
    const auto chosen = study::near_optimum(runs_at(*store, sweep), folder_);
    if (!chosen) return could_not_run(chosen.error(), colors_);
    std::vector<std::int64_t> missing;
    for (const study::RunAt& run : *chosen) {
      const auto kept = study::kept_trajectory(folder_, run.trial);
      if (!kept) return could_not_run(kept.error(), colors_);
      if (!*kept) missing.push_back(run.trial);
    }
    if (!missing.empty())
      if (auto failed = train(*store, missing)) return *std::move(failed);
    return split(*store, *chosen);
  }

 private:
  /// None: all that were missing are kept now.
  std::optional<Answer> train(const study::Store& read, const std::vector<std::int64_t>& missing) {
    if (options_.fleet.data.empty())
      return could_not_run(
          {fmt::format("{} {} to be trained once more, and a study does not keep on what: name the data",
                       counted(missing.size(), "run"), missing.size() == 1 ? "is" : "are"),
           "--data"},
          colors_);
    const study::TrialPoint& first = read.trials()[static_cast<std::size_t>(missing.front() - 1)].point;
    auto spec = spec_of_study(read, options_.spec, options_.config, first, colors_);
    if (auto* answer = std::get_if<Answer>(&spec)) return std::move(*answer);
    auto& known = std::get<SpecOfStudy>(spec);
    auto fleet = fleet_of(options_.fleet, *known.compiled.plan, folder_);
    if (!fleet) return could_not_run(fleet.error(), colors_);
    const auto store = study::Store::open(folder_, study::Access::kWrite);  // the lock: one trains
    if (!store) return could_not_run(store.error(), colors_);
    study::Remeasure asked{std::move(known.spec), *std::move(fleet), missing};
    std::size_t done = 0;
    asked.ended = [&](const study::Trial& trial, const run::EndReply& reply) {
      say(fmt::format("{}/{}  {}: loss {:.4f}, {}", ++done, missing.size(), called(trial, *store), reply.loss,
                      duration_text(reply.seconds)));
    };
    const auto end = study::remeasure(asked, *store);
    if (const auto* error = std::get_if<Error>(&end)) return could_not_run(*error, colors_);
    const auto* stopped = std::get_if<study::StoppedBy>(&end);
    if (stopped == nullptr) return {};
    Answer answer = could_not_run({"stopped; what was measured is kept: the same command goes on", ""}, colors_);
    answer.exit_code = 128 + stopped->signal;
    return answer;
  }

  std::variant<study::TrajectorySplit, Answer> split(const study::Store& store,
                                                     const std::vector<study::RunAt>& chosen) {
    std::vector<study::MeasuredRun> runs;
    std::size_t others = 0;
    for (const study::RunAt& run : chosen) {
      auto kept = study::kept_trajectory(folder_, run.trial);
      if (!kept) return could_not_run(kept.error(), colors_);
      if (!*kept) return could_not_run({"a trajectory was taken away while it was read", folder_}, colors_);
      others += (*kept)->loss != run.loss ? 1 : 0;
      const study::Trial& trial = store.trials()[static_cast<std::size_t>(run.trial - 1)];
      runs.push_back({called(trial, store), run.scale, run.value, std::move((*kept)->trajectory)});
    }
    study::TrajectorySplit found = study::split_of(runs);
    if (others > 0)
      found.notes.push_back(
          fmt::format("{} of {} have another loss than in the study: trained on another machine, or "
                      "by another trainer",
                      others, counted(chosen.size(), "run")));
    return found;
  }

  const std::string& folder_;
  const TrajectoryOptions& options_;
  const Colors& colors_;
};

}  // namespace

void add_trajectory(Options& command, TrajectoryOptions& options) {
  command.flag(kOption, options.asked,
               "train runs again, on --data, to show which part of the loss decides the optimum");
  add_fleet(command, options.fleet);
  command.option("--spec", options.spec, "SPEC", "where the study's spec is now, if not where the study was begun");
  add_config(command, options.config);
}

std::variant<study::TrajectorySplit, Answer> trajectory_of(const std::string& folder,
                                                           const study::TransferReport& report,
                                                           const TrajectoryOptions& options, const Colors& colors) {
  if (!study::Store::is_there(folder))
    return could_not_run(
        {fmt::format("is no study's folder; {} trains runs again, which takes the spec that a study knows "
                     "and a table does not",
                     kOption),
         folder},
        colors);
  if (report.groups.size() != 1) return could_not_run({"looks at one group of runs; leave --by away", kOption}, colors);
  return Measuring(folder, options, colors).run(report.groups.front().sweep);
}

}  // namespace cdp::driver
