// How the trials of a study ended, as its page shows and counts them.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "study/store/trial.h"

namespace cdp::study {

/// A killed one has failed because its workers died one after the other.
enum class End { kFinished, kDiverged, kStopped, kFailed, kKilled, kOpen };

[[nodiscard]] End end_of(const TrialResult& result);

/// What trials of one end have cost.
struct Spent {
  std::size_t trials = 0;
  double items = 0;  // tokens, or samples
  double seconds = 0;
};

struct Ends {
  std::array<Spent, 6> all = {};

  [[nodiscard]] const Spent& of(End end) const { return all[static_cast<std::size_t>(end)]; }
  [[nodiscard]] Spent sum() const;
};
[[nodiscard]] Ends ends_of(const std::vector<Trial>& trials);

}  // namespace cdp::study

template <>
struct cdp::EnumWords<cdp::study::End> {
  static constexpr std::array<std::string_view, 6> all = {"finished", "diverged", "stopped",
                                                          "failed",   "killed",   "not ended"};
};
