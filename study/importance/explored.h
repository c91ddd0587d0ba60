// What a study explores: at each scale the values that differ between trials, as numbers, with what came of them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "study/importance/importance.h"
#include "study/store/info.h"
#include "study/store/trial.h"

namespace cdp::study {

/// A value that differs between trials: `base.lr`, `@hidden.lr*`.
struct Dimension {
  std::string name;
  bool is_log = false;  // all of its values are positive, and they are factors apart
};

/// The trials at one scale. Those that confirm a search are no part of it: they were chosen by their losses.
struct Explored {
  Scale at;
  std::vector<Dimension> dimensions = {};
  std::vector<const Trial*> trials = {};         // that have ended; the trials of who asked
  std::vector<std::vector<double>> values = {};  // [trial][dimension]
  std::size_t open = 0;                          // that have not ended
  std::size_t unlike = 0;                        // without a number for each dimension; they are in no list
};

/// Scale by scale, in the order of the trials.
[[nodiscard]] std::vector<Explored> explored(const StudyInfo& info, const std::vector<Trial>& trials);

/// Points with their mean losses: trials that differ in their seeds alone are one point. A loss above the upper fence
/// (Tukey 1977: the third quartile plus one and a half times the distance between quartiles) counts as the fence, so
/// that one run that nearly diverged is not all of the variance; a trial that diverged counts as the worst after that,
/// one that was stopped as the loss that it was stopped at, or the worst. Trials that failed are left out.
[[nodiscard]] Observed observed(const Explored& explored);

/// The loss at the upper fence, or the largest where that is smaller; 0 where nothing finished.
[[nodiscard]] double worst_counted(const std::vector<const Trial*>& trials);

}  // namespace cdp::study
