// What the lines of a spec or rule set look like, as version 1 quoted them.
#include "compiler/plan/version_1.h"

#include <string_view>

#include "compiler/plan/effects.h"

namespace cdp::plan {
namespace {

/// The operator decides, `^=` in `beta2 ^= m_B / m_D`: it is the first sign of its kind in the line. A chain began with
/// what set the value, be it a multiplier's declaration without any. The first plans had `clamped from -0.6`.
Effect effect_of(std::string_view text, bool is_first) {
  if (is_first) return Effect::kSet;
  if (text.starts_with("clamped")) return Effect::kClamp;
  const std::size_t at = text.find_first_of("=<>*^");
  const char sign = at == std::string_view::npos ? '*' : text[at];
  if (sign == '<' || sign == '>') return Effect::kClamp;
  if (sign == '^') return Effect::kPower;
  return text.starts_with('1') ? Effect::kComplement : Effect::kMultiply;
}

void upgrade(std::optional<Because>& because) {
  if (!because) return;
  for (auto& [hyperparameter, reasons] : *because)
    for (Reason& reason : reasons) reason.effect = effect_of(reason.text, &reason == &reasons.front());
}

}  // namespace

void upgrade_version_1(Plan& plan) {
  for (Tensor& tensor : plan.tensors) upgrade(tensor.because);
  for (Multiplier& multiplier : plan.multipliers) upgrade(multiplier.because);
  plan.version = kVersion;
}

}  // namespace cdp::plan
