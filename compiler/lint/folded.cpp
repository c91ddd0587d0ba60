// See folded.h.
#include "compiler/lint/folded.h"

#include <algorithm>

#include "compiler/lint/phrases.h"

namespace cdp::lint {

using analysis::ScaleValues;

void Folded::add(const ScaleValues& scale, double badness) {
  scales_.push_back(&scale);
  if (worst_ == nullptr || badness > badness_) worst_ = &scale, badness_ = badness;
}

std::string Folded::others() const {
  std::vector<std::string> names;
  for (const ScaleValues* scale : scales_)
    if (scale != worst_) names.push_back(scale->name());
  return names.empty() ? "" : " (also at " + named(names) + ")";
}

void FoldedBy::add(const std::string& cause, const ScaleValues& scale, double badness) {
  auto at = std::find_if(causes_.begin(), causes_.end(), [&](const auto& known) { return known.first == cause; });
  if (at == causes_.end()) at = causes_.insert(causes_.end(), {cause, Folded()});
  at->second.add(scale, badness);
}

void Causes::add(const analysis::ValueAt& found, double badness) {
  auto cause = std::find_if(causes_.begin(), causes_.end(), [&](const Cause& c) { return c.at == found.at; });
  if (cause == causes_.end())
    cause = causes_.insert(causes_.end(), Cause{found.at, 0, 0, nullptr, nullptr, nullptr, {}});
  // Of scales that are equally bad the first: rounding decides nothing.
  constexpr double kWorse = 1 + 1e-9;
  if (cause->scale == nullptr || badness > cause->badness * kWorse) {
    cause->badness = badness;
    cause->value = found.value;
    cause->scale = &found.scale;
    cause->tensor = &found.tensor;
    cause->instance = &found.instance;
  }
  auto& names = cause->names;
  if (std::find(names.begin(), names.end(), found.tensor.path) == names.end()) names.push_back(found.tensor.path);
}

}  // namespace cdp::lint
