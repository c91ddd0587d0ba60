// A search with its confirmation that nobody trained: a stage each, a trial of each end, and marks in names that HTML
// would take for its own.
#pragma once

#include <string>

#include "study/store/rows.h"
#include "study/workers/fleet.h"
#include "tests/study/importance/trials.h"

namespace cdp::study::test {

inline StudyInfo some_info() {
  StudyInfo info;
  info.kind = "search";
  info.spec = "specs/<b>gpt.cdp";
  info.spec_sha256 = "0123456789abcdef";
  info.method = "12 trials by trust";
  info.space = names_text({"base.lr", "@hidden.lr"});
  return info;
}

inline void add_confirmed(Trials& trials, const std::vector<std::string>& sets, double loss) {
  for (const int seed : {1002, 1003, 1004}) {
    const double own = loss + 0.001 * (seed % 2);
    Trial& trial = trials.add({{"width", "128"}}, sets, own, seed);
    trial.origin = {"confirm", {}, 0};
    trial.result.curve = {{0.25, loss + 1}, {0.5, loss + 0.5}, {1, own}};
  }
}

inline Trials some_search() {
  Trials trials;
  const auto add = [&trials](const char* stage, double lr, double hidden, std::optional<double> loss) -> Trial& {
    std::vector<std::string> sets;
    if (lr != 0.002) sets.push_back("base.lr = " + std::to_string(lr));
    if (hidden != 1) sets.push_back("@hidden.lr *= " + std::to_string(hidden));
    Trial& trial = trials.add({{"width", "64"}}, sets, loss);
    trial.origin = {stage, {lr, hidden}, 0};
    trial.scale["context"] = 16;
    return trial;
  };
  add("start", 0.002, 1, 3.5);
  add("global", 0.001, 1, 3.8);
  add("global", 0.004, 1, 3.2);
  add("global", 0.5, 1, {});
  add("global", 0.003, 1, 3.3);
  add("modules", 0.004, 2, 3.1);
  add("modules", 0.004, 4, 30.0);
  add("modules", 0.004, 3, {}).result = {TrialState::kStopped, {}, {}, 1, 3200, 1, "behind", {{0.5, 4}}};
  add("modules", 0.004, 3.5, {}).result = {TrialState::kFailed, {}, {}, 0, 0, 0, "no <i>memory</i>", {}};
  add("modules", 0.004, 3.6, {}).result = {
      TrialState::kFailed, {}, {}, 0, 0, 0, std::string(kWorkerEnded) + " 2 times", {}};
  add("modules", 0.004, 1.5, 3.15);
  add("modules", 0.004, 2.5, {}).result.state = TrialState::kWaiting;
  const std::vector<std::string> modules = trials.all[5].point.sets, global = trials.all[2].point.sets;
  add_confirmed(trials, modules, 2.9);
  add_confirmed(trials, global, 3.0);
  add_confirmed(trials, {}, 3.3);
  return trials;
}

}  // namespace cdp::study::test
