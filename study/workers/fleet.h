// Workers that train trials: programs (`cdp-run worker`) that are started, given a plan at a time, listened to,
// restarted when they die, and ended. What is to be trained, and what becomes of a result, is the caller's matter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/result.h"
#include "run/worker_lines.h"
#include "study/workers/process.h"

namespace cdp::study {

/// What the message of a trial begins with whose workers died one after the other.
inline constexpr const char* kWorkerEnded = "its worker ended";

struct Fleet {
  Command command;        // one worker
  std::string name;       // of the program, for messages
  std::size_t count = 1;  // workers at once
};

/// A trial to be trained: its number, its plan as JSON, and the intervals of its trajectory, where that is measured.
struct Order {
  std::int64_t trial = 0;
  std::string plan;
  std::optional<std::int64_t> trajectory = {};
};

/// What is not there yet: another result has to come first. What will not come: everything was handed out.
enum class Nothing { kYet, kMore };

/// What the fleet asks and tells. An error ends all.
struct FleetCalls {
  std::function<Result<std::variant<Order, Nothing>>()> next;
  std::function<Status(const run::ReadyReply&)> ready;
  /// Whether the trial is to be stopped.
  std::function<bool(const run::ProgressReply&)> progress;
  std::function<Status(const run::EndReply&)> ended;
};

/// A signal asked this program to end.
struct StoppedBy {
  int signal = 0;
};

/// Trains until there is nothing more. A trial that ends its worker is tried a second time, then it has failed; one
/// whose worker is killed from outside (by a scheduler, a user, or for want of memory) is tried up to 20 times. Errors:
/// no worker can be started, what the first one said; or a call's own. No worker is left running.
[[nodiscard]] std::variant<Done, Error, StoppedBy> run_fleet(const Fleet& fleet, const FleetCalls& calls);

/// The words of a launch command (`srun --exclusive -n1`, `ssh node2`) in front of a program, read as a shell reads
/// them.
[[nodiscard]] Command launched(const std::string& launch, Command command);

}  // namespace cdp::study
