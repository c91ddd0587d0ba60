// See results.h.
#include "study/conduct/results.h"

#include <cmath>
#include <utility>

namespace cdp::study {
namespace {

std::optional<double> finite(double loss) {
  if (!std::isfinite(loss)) return {};
  return loss;
}

TrialState state_of(run::TrialEnd reason) {
  switch (reason) {
    case run::TrialEnd::finished:
      return TrialState::kFinished;
    case run::TrialEnd::diverged:
      return TrialState::kDiverged;
    case run::TrialEnd::stopped:
      return TrialState::kStopped;
    case run::TrialEnd::failed:
      return TrialState::kFailed;
  }
  return TrialState::kFailed;
}

}  // namespace

StudyInfo info_by(const StudyInfo& kept, const run::ReadyReply& reply) {
  StudyInfo found = kept;
  found.data = reply.data;
  found.torch = reply.torch;
  found.device = reply.device;
  found.compiler = reply.version;
  return found;
}

Status same_workers(const Store& store, const run::ReadyReply& reply) {
  return same_study(store.info(), info_by(store.info(), reply), store.folder());
}

TrialResult result_of(const run::EndReply& reply, std::vector<CurvePoint> curve) {
  TrialResult result;
  result.state = state_of(reply.reason);
  result.loss = finite(reply.loss);
  if (result.state == TrialState::kFinished && !result.loss) result.state = TrialState::kDiverged;
  result.train_loss = finite(reply.train_loss);
  result.steps = reply.step;
  result.items = reply.items;
  result.seconds = reply.seconds;
  result.message = reply.message.value_or("");
  result.curve = std::move(curve);
  return result;
}

}  // namespace cdp::study
