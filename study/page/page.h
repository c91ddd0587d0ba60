// A study as one page: no file, font or script from outside.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/store/info.h"
#include "study/store/trial.h"

namespace cdp::study {

/// `reload`: the page loads itself again after so many seconds, while the study is at work; null: it does not.
[[nodiscard]] std::string study_page(const StudyInfo& info, const std::vector<Trial>& trials,
                                     std::optional<int> reload = {});

}  // namespace cdp::study
