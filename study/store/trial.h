// A trial: a spec at a scale with values of its own and a seed, and what came out of training it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/words.h"

namespace cdp::study {

using Scale = std::vector<std::pair<std::string, std::string>>;  // axes as `--at` takes them: width, 256

/// What makes one trial differ from another of its study. Two trials are the same where all three are.
struct TrialPoint {
  Scale at = {};
  std::vector<std::string> sets = {};  // values as `--set` takes them: base.lr=0.002
  std::int64_t seed = 1;

  bool operator==(const TrialPoint&) const = default;
};

/// `width=256 base.lr=0.002 seed 1`: for messages.
[[nodiscard]] std::string words(const TrialPoint& point);
/// `width=256 depth=2`; empty at the reference.
[[nodiscard]] std::string scale_words(const Scale& at);

enum class TrialState {
  kWaiting,   // not begun, or begun by a coordinator that was killed
  kAsked,     // handed out by `cdp study ask`
  kFinished,  // trained to its end
  kDiverged,  // its loss became NaN or infinite
  kStopped,   // ended early because others were better at the same fraction of the run
  kFailed,    // could not be trained; the message says why
};

/// Whether there is nothing left to do for it.
[[nodiscard]] constexpr bool has_ended(TrialState state) {
  return state != TrialState::kWaiting && state != TrialState::kAsked;
}

/// The mean training loss until a fraction of the run.
struct CurvePoint {
  double fraction = 0;
  double loss = 0;
};

/// How a search came to a trial.
struct Origin {
  std::string stage = {};                   // start, global, modules, confirm; empty: no search
  std::vector<double> point = {};           // a value for each dimension of the search's space
  std::int64_t repeat = 0;                  // the first trial at a point has 0, the next one, with another seed, 1
  std::optional<std::int64_t> parent = {};  // the trial of the search that it is near to, counted from 0
};

struct TrialResult {
  TrialState state = TrialState::kWaiting;
  std::optional<double> loss = {};        // on held-out data, at the end
  std::optional<double> train_loss = {};  // mean over the last tenth of the steps
  std::int64_t steps = 0, items = 0;      // that were trained; tokens, or samples
  double seconds = 0;
  std::string message = {};
  std::vector<CurvePoint> curve = {};
};

struct Trial {
  std::int64_t number = 0;  // from 1, in the order of the study
  TrialPoint point;
  std::map<std::string, double> scale = {};  // all axes of the plan, and params: those without embeddings
  double flops = 0;                          // of the whole run, as planned
  TrialResult result = {};
  Origin origin = {};
};

/// The axes of a point on which trials differ; all of them where they differ on none.
[[nodiscard]] Scale telling(const Scale& at, const std::vector<Trial>& trials);

}  // namespace cdp::study

template <>
struct cdp::EnumWords<cdp::study::TrialState> {
  static constexpr std::array<std::string_view, 6> all = {"waiting",  "asked",   "finished",
                                                          "diverged", "stopped", "failed"};
};
