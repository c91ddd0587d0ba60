// A study at work: trials that wait are compiled, given to workers, and their results kept, one by one, until there are
// none. Which trials there are is the study's own matter (sweep, search).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "compiler/base/result.h"
#include "study/compile/compile.h"
#include "study/conduct/hopeless.h"
#include "study/store/store.h"
#include "study/workers/fleet.h"

namespace cdp::study {

struct Conduct {
  StudiedSpec spec;
  Fleet fleet;
  /// How many trials may be open at once, the lowest number among them: a trial begins when all that are `window` or
  /// more before it have ended, so that what it is judged or chosen by does not depend on timing. 0: no bounds.
  std::int64_t window = 0;
  std::optional<HopelessRule> hopeless = {};
  /// Asked when no trial waits: adds trials to the store, or says that there are none yet, or no more.
  std::function<Result<std::variant<Done, Nothing>>(Store&)> propose = nullptr;
  /// After each result that was kept.
  std::function<void(const Store&, const Trial&)> ended = nullptr;
};

/// Trials that ended are kept whatever comes after. Errors: the store cannot be written, workers cannot start, or they
/// have other data or programs than the study.
[[nodiscard]] std::variant<Done, Error, StoppedBy> conduct(const Conduct& conduct, Store& store);

/// How long trials of this scale take, by training a few steps; seconds for a whole run of each plan, without its
/// evaluation.
struct Probed {
  double seconds = 0;
};
[[nodiscard]] std::variant<std::vector<Probed>, Error, StoppedBy> probe(const Fleet& fleet,
                                                                        const std::vector<plan::Plan>& plans);

}  // namespace cdp::study
