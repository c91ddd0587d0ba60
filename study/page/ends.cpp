// See ends.h.
#include "study/page/ends.h"

#include "study/workers/fleet.h"

namespace cdp::study {

End end_of(const TrialResult& result) {
  switch (result.state) {
    case TrialState::kFinished:
      return End::kFinished;
    case TrialState::kDiverged:
      return End::kDiverged;
    case TrialState::kStopped:
      return End::kStopped;
    case TrialState::kFailed:
      return result.message.starts_with(kWorkerEnded) ? End::kKilled : End::kFailed;
    case TrialState::kWaiting:
    case TrialState::kAsked:
      return End::kOpen;
  }
  return End::kOpen;
}

Spent Ends::sum() const {
  Spent sum;
  for (const Spent& one : all) {
    sum.trials += one.trials;
    sum.items += one.items;
    sum.seconds += one.seconds;
  }
  return sum;
}

Ends ends_of(const std::vector<Trial>& trials) {
  Ends ends;
  for (const Trial& trial : trials) {
    Spent& one = ends.all[static_cast<std::size_t>(end_of(trial.result))];
    ++one.trials;
    one.items += static_cast<double>(trial.result.items);
    one.seconds += trial.result.seconds;
  }
  return ends;
}

}  // namespace cdp::study
