// The stages of a search, as its trials name them (Origin in trial.h).
#pragma once

namespace cdp::study {

inline constexpr const char* kStartStage = "start";      // the spec as it is
inline constexpr const char* kGlobalStage = "global";    // only values of `base` differ from it
inline constexpr const char* kModulesStage = "modules";  // others too
inline constexpr const char* kConfirmStage = "confirm";  // at other scales, or with new seeds

}  // namespace cdp::study
