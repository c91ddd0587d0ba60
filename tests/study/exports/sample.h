// A study with a trial of each end.
#pragma once

#include <string>

#include "study/store/store.h"

namespace cdp::study {

inline Store sample_study(const std::string& folder) {
  auto store =
      Store::begin(folder, {"sweep", "gpt.cdp", "aa", "0.1.0", "", "", "", "{}", "", R"({"optimizer":"adamw"})"});
  std::vector<Trial> trials;
  for (const char* set : {"base.lr=0.001", "base.lr=0.002", "base.lr=0.004", "base.lr = 0.008", "base.lr=0.016"})
    trials.push_back(
        {0, {{{"width", "64"}}, {set, "blocks[i].lr*=along(1, 2)"}, 3}, {{"width", 64}, {"params", 5e4}}, 1e9});
  static_cast<void>(store->add(trials));
  static_cast<void>(store->end(1, {TrialState::kFinished, 3.5, 3.4, 100, 6400, 12.5, "", {{0.5, 4}, {1, 3.5}}}));
  static_cast<void>(store->end(2, {TrialState::kDiverged, {}, {}, 7, 448, 1, "the loss became NaN", {}}));
  static_cast<void>(store->end(3, {TrialState::kStopped, {}, {}, 50, 3200, 6, "behind", {{0.5, 5}}}));
  static_cast<void>(store->end(4, {TrialState::kFailed, {}, {}, 0, 0, 0, "no memory", {}}));
  return *std::move(store);
}

}  // namespace cdp::study
