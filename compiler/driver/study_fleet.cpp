// See study_fleet.h.
#include "compiler/driver/study_fleet.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/base/folders.h"
#include "compiler/base/number_text.h"
#include "compiler/driver/hand_over.h"
#include "compiler/driver/options.h"
#include "compiler/plan/json.h"

namespace cdp::driver {
namespace {

/// The seconds that are left, by the operations of what is to be done and the pace of what was.
std::optional<double> seconds_left(const study::Store& store, double flops, double seconds, std::size_t workers) {
  if (flops <= 0 || seconds <= 0) return {};
  double left = 0;
  for (const study::Trial& trial : store.trials())
    if (!study::has_ended(trial.result.state)) left += trial.flops;
  return left * seconds / flops / static_cast<double>(workers);
}

/// A trial of a search has a line of values; the stage says enough.
std::string called(const study::Trial& trial, const std::vector<study::Trial>& trials) {
  const auto at = study::telling(trial.point.at, trials);
  if (trial.origin.stage.empty()) return study::words({at, trial.point.sets, trial.point.seed});
  const std::string scale = study::scale_words(at);
  return fmt::format("{}{}{}, {}, seed {}", trial.origin.stage, scale.empty() ? "" : " ", scale,
                     counted(trial.point.sets.size(), "value"), trial.point.seed);
}

}  // namespace

Option& add_fleet(Options& command, FleetOptions& options) {
  Option& data = command.list("--data", options.data, "PATH", "as for train");
  command.list("--include", options.include, "GLOB", "as for train");
  command.option("--token-type", options.token_type, "bytes|uint16|uint32", "as for train");
  command.option("--device", options.device, "auto|cpu|cuda", "as for train; cpu otherwise");
  command.option("--precision", options.precision, "fp32|bf16", "as for train");
  command.option("--workers", options.workers, "N",
                 "trials at once, each in a program of one thread; one for each core otherwise");
  command.option("--launch", options.launch, "COMMAND",
                 "start each worker by this command: 'srun --exclusive -n1', 'ssh node2'; the shell reads it");
  command.option("--worker", options.program, "PROGRAM",
                 "the cdp-run to start, where it is another than this machine's");
  return data;
}

Result<study::Fleet> fleet_of(const FleetOptions& options, const plan::Plan& first, const std::string& folder) {
  const UserEnvironment user = user_environment();
  std::string program = options.program;
  if (program.empty()) {
    auto found = find_runtime(own_folder(), user);
    if (!found) return found.error();
    program = *std::move(found);
  }
  Machine machine = detect_machine();
  study::Fleet fleet;
  fleet.name = "cdp-run";
  fleet.count = options.workers > 0 ? options.workers : static_cast<std::size_t>(std::max(1, machine.cores));
  machine.cores = 1;
  machine.shared = fleet.count > 1;
  study::Command command{{program, "worker"}, runtime_environment(machine, user)};
  const auto add = [&command](const char* name, const std::string& value) {
    if (!value.empty()) command.words.insert(command.words.end(), {name, value});
  };
  for (const std::string& one : options.data) add("--data", one);
  for (const std::string& one : options.include) add("--include", one);
  add("--token-type", options.token_type);
  add("--device", options.device.empty() ? "cpu" : options.device);
  add("--precision", options.precision);
  if (first.training.task != plan::TaskKind::next_token) {
    if (const std::error_code fault = make_folders(folder))
      return Error{"the folder cannot be made: " + fault.message(), folder};
    const std::string path = folder + "/first_plan.json";
    if (const Status written = write_file(path, plan::to_json(first)); !written) return written.error();
    add("--plan", path);
  }
  fleet.command = study::launched(options.launch, std::move(command));
  return fleet;
}

void say_line(const std::string& line) {
  std::fputs((line + "\n").c_str(), stderr);
  std::fflush(stderr);
}

void TrialLines::ended(const study::Store& store, const study::Trial& trial) {
  const auto& trials = store.trials();
  const auto done = std::count_if(trials.begin(), trials.end(),
                                  [](const study::Trial& one) { return study::has_ended(one.result.state); });
  const study::TrialResult& result = trial.result;
  if (result.state == study::TrialState::kFinished) {
    done_flops_ += trial.flops;
    done_seconds_ += result.seconds;
  }
  std::string line =
      fmt::format("{:>{}}/{}  {}: ", done, std::to_string(trials.size()).size(), trials.size(), called(trial, trials));
  line += result.state == study::TrialState::kFinished && result.loss ? fmt::format("loss {:.4f}", *result.loss)
                                                                      : std::string(word(result.state));
  if (!result.message.empty()) line += fmt::format(" ({})", result.message);
  line += fmt::format(", {}", duration_text(result.seconds));
  const auto left = seconds_left(store, done_flops_, done_seconds_, workers_);
  if (left && *left > 0) line += fmt::format("; about {} left", duration_text(*left));
  say_line(line);
}

std::string duration_text(double seconds) {
  constexpr double kMinute = 60, kHour = 3600;
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (seconds < 2 * kMinute) return fmt::format("{:.0f} s", seconds);
  if (seconds < 2 * kHour) return fmt::format("{:.0f} min", seconds / kMinute);
  const double minutes = std::round(seconds / kMinute);
  return fmt::format("{:.0f} h {:.0f} min", std::floor(minutes / 60), std::fmod(minutes, 60));
}

}  // namespace cdp::driver
