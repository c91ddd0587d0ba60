// The table of effects (effects.def): what a reason does to its value.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "compiler/plan/words.h"

namespace cdp::plan {

struct EffectRow {
  std::string_view sign;     // before the factor, for people: `x 0.125`, `1-v x 0.08`
  std::string_view formula;  // of the value v
  std::string_view meaning;
};

inline constexpr auto kEffectRows = std::to_array<EffectRow>({
#define EFFECT(id, word, sign, formula, meaning) {sign, formula, meaning},
#include "compiler/plan/effects.def"
#undef EFFECT
});

[[nodiscard]] constexpr const EffectRow& row(Effect effect) {
  return kEffectRows[static_cast<std::size_t>(effect)];
}

/// Whether the value is the factor, whatever was before.
[[nodiscard]] constexpr bool sets(Effect effect) {
  return effect == Effect::kSet || effect == Effect::kClamp;
}

/// `x0.125`, `^0.5`, `1-v x 0.08`: the factor behind its sign, as short as it reads.
[[nodiscard]] inline std::string with_sign(Effect effect, std::string_view factor) {
  const std::string_view sign = row(effect).sign;
  return std::string(sign) + (sign.size() > 1 ? " " : "") + std::string(factor);
}

}  // namespace cdp::plan
