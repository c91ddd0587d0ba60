// See trajectories.h.
#include "study/conduct/trajectories.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/base/folders.h"
#include "compiler/base/regular_file.h"
#include "compiler/plan/json.h"
#include "study/conduct/results.h"

namespace cdp::study {
namespace {

using Next = std::variant<Order, Nothing>;

std::string folder_of(const std::string& study) {
  return study + "/trajectories";
}
std::string file_of(const std::string& study, std::int64_t trial) {
  return fmt::format("{}/{}.json", folder_of(study), trial);
}

class Remeasuring {
 public:
  Remeasuring(const Remeasure& asked, const Store& store) : asked_(asked), store_(store) {}

  FleetCalls calls() {
    FleetCalls all;
    all.next = [this] { return next(); };
    all.ready = [this](const run::ReadyReply& reply) { return same_workers(store_, reply); };
    all.progress = [](const run::ProgressReply&) { return false; };
    all.ended = [this](const run::EndReply& reply) { return keep(reply); };
    return all;
  }

 private:
  /// Numbers are those of the store, from 1 on without gaps.
  [[nodiscard]] const Trial& trial_of(std::int64_t number) const {
    return store_.trials()[static_cast<std::size_t>(number - 1)];
  }

  Result<Next> next() {
    if (given_ == asked_.trials.size()) return Next(Nothing::kMore);
    const Trial& trial = trial_of(asked_.trials[given_++]);
    const CompiledTrial compiled = compile(asked_.spec, trial.point);
    if (compiled.plan) return Next(Order{trial.number, plan::to_json(*compiled.plan), kIntervals});
    if (!compiled.opened.analysis) return Error{"cannot be read any more", asked_.spec.source.path};
    return Error{"does not compile any more: " + compiled.opened.analysis->sink.sorted().front().message,
                 words(trial.point)};
  }

  Status keep(const run::EndReply& reply) {
    const Trial& trial = trial_of(reply.trial);
    if (reply.reason != run::TrialEnd::finished)
      return Error{fmt::format("finished in the study, and now {}{}{}", reply.reason, reply.message ? ": " : "",
                               reply.message.value_or("")),
                   words(trial.point)};
    if (!reply.trajectory)
      return Error{"has no trajectory: the loss of its averaged weights, or a gradient of it, was not finite",
                   words(trial.point)};
    const auto trajectory = run::read_trajectory(*reply.trajectory);
    if (!trajectory) return Error{"the worker's trajectory " + trajectory.error().message, words(trial.point)};
    const std::string text =
        fmt::format("{{\"loss\":{},\"trajectory\":{}}}\n", nlohmann::json(reply.loss).dump(), *reply.trajectory);
    if (const Status written = write_file(file_of(store_.folder(), reply.trial), text); !written) return written;
    if (asked_.ended) asked_.ended(trial, reply);
    return Done{};
  }

  const Remeasure& asked_;
  const Store& store_;
  std::size_t given_ = 0;
};

}  // namespace

Result<std::optional<KeptTrajectory>> kept_trajectory(const std::string& folder, std::int64_t trial) {
  using Kept = std::optional<KeptTrajectory>;
  const std::string path = file_of(folder, trial);
  if (std::error_code ignored; !std::filesystem::exists(path, ignored)) return Kept();
  const auto text = read_regular(path);
  if (!text) return text.error();
  const auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const auto loss = json.is_object() ? json.find("loss") : json.end();
  const auto inner = json.is_object() ? json.find("trajectory") : json.end();
  const Error fault{"holds no trajectory of a trial; take it away, and it is measured again", path};
  if (loss == json.end() || !loss->is_number() || inner == json.end()) return fault;
  auto trajectory = run::read_trajectory(inner->dump());
  if (!trajectory) return fault;
  return Kept({loss->get<double>(), *std::move(trajectory)});
}

std::variant<Done, Error, StoppedBy> remeasure(const Remeasure& asked, const Store& store) {
  if (const std::error_code fault = make_folders(folder_of(store.folder())))
    return Error{"the folder cannot be made: " + fault.message(), folder_of(store.folder())};
  Remeasuring remeasuring(asked, store);
  return run_fleet(asked.fleet, remeasuring.calls());
}

}  // namespace cdp::study
