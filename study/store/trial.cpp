// See trial.h.
#include "study/store/trial.h"

#include <algorithm>

#include <fmt/format.h>

namespace cdp::study {

std::string words(const TrialPoint& point) {
  std::string text = scale_words(point.at);
  if (!text.empty()) text += ' ';
  for (const std::string& set : point.sets) text += set + " ";
  return text + fmt::format("seed {}", point.seed);
}

std::string scale_words(const Scale& at) {
  std::string text;
  for (const auto& [axis, value] : at) text += fmt::format("{}{}={}", text.empty() ? "" : " ", axis, value);
  return text;
}

Scale telling(const Scale& at, const std::vector<Trial>& trials) {
  Scale out;
  for (const auto& one : at) {
    const auto differs = [&](const Trial& trial) {
      const auto& other = trial.point.at;
      return std::find(other.begin(), other.end(), one) == other.end();
    };
    if (std::any_of(trials.begin(), trials.end(), differs)) out.push_back(one);
  }
  return out.empty() ? at : out;
}

}  // namespace cdp::study
