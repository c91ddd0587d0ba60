// A few steps of each plan, to say how long a study will take; see conduct.h.
#include <algorithm>
#include <map>
#include <utility>

#include "compiler/plan/json.h"
#include "study/conduct/conduct.h"

namespace cdp::study {
namespace {

constexpr std::int64_t kSteps = 6;
constexpr std::int64_t kWarm = 2;  // steps that are not timed: memory is taken and kernels are chosen in them

/// When a plan's steps were done.
struct Times {
  double warm = 0, last = 0;
  std::int64_t last_step = 0;
};

}  // namespace

std::variant<std::vector<Probed>, Error, StoppedBy> probe(const Fleet& fleet, const std::vector<plan::Plan>& plans) {
  std::map<std::int64_t, Times> times;
  std::int64_t handed_out = 0;
  FleetCalls calls;
  calls.next = [&]() -> Result<std::variant<Order, Nothing>> {
    if (handed_out == static_cast<std::int64_t>(plans.size())) return std::variant<Order, Nothing>(Nothing::kMore);
    plan::Plan brief = plans[static_cast<std::size_t>(handed_out++)];
    brief.training.steps = std::min(brief.training.steps, kSteps);
    brief.training.schedule = {plan::ScheduleKind::constant, 0, {}, 1};
    return std::variant<Order, Nothing>(Order{handed_out, plan::to_json(brief)});
  };
  calls.ready = [](const run::ReadyReply&) -> Status { return Done{}; };
  calls.progress = [&](const run::ProgressReply& reply) {
    Times& one = times[reply.trial];
    if (reply.step <= kWarm) one.warm = reply.seconds;
    one.last = reply.seconds;
    one.last_step = reply.step;
    return false;
  };
  calls.ended = [](const run::EndReply& reply) -> Status {
    if (reply.reason == run::TrialEnd::failed) return Error{reply.message.value_or("a trial failed"), ""};
    return Done{};
  };
  auto end = run_fleet(fleet, calls);
  if (auto* error = std::get_if<Error>(&end)) return std::move(*error);
  if (auto* stopped = std::get_if<StoppedBy>(&end)) return *stopped;
  std::vector<Probed> probed;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const Times& one = times[static_cast<std::int64_t>(i) + 1];
    const auto steps = static_cast<double>(plans[i].training.steps);
    const bool timed = one.last_step > kWarm;
    const double a_step = timed ? (one.last - one.warm) / static_cast<double>(one.last_step - kWarm)
                                : one.last / std::max<double>(1, static_cast<double>(one.last_step));
    probed.push_back({steps * a_step});
  }
  return probed;
}

}  // namespace cdp::study
