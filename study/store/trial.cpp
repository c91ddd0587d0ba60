// See trial.h.
#include "study/store/trial.h"

#include <fmt/format.h>

namespace cdp::study {

std::string words(const TrialPoint& point) {
  std::string text;
  for (const auto& [axis, value] : point.at) text += fmt::format("{}={} ", axis, value);
  for (const std::string& set : point.sets) text += set + " ";
  return text + fmt::format("seed {}", point.seed);
}

}  // namespace cdp::study
