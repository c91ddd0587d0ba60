// What follows from a compilation, each fact worked out once: what linter rules read, and what explains a scaling.
// Nothing here is a judgement; which sizes of a fact are worth a word is for those who ask.
#pragma once

#include <optional>
#include <vector>

#include "compiler/analysis/compilation.h"
#include "compiler/analysis/decay.h"
#include "compiler/analysis/dimensions.h"
#include "compiler/analysis/exponents.h"
#include "compiler/analysis/flow.h"
#include "compiler/analysis/learning.h"
#include "compiler/analysis/places.h"
#include "compiler/analysis/tuning.h"
#include "compiler/analysis/values.h"

namespace cdp::analysis {

struct Facts : Compilation {
  explicit Facts(const Compilation& compilation);

  Flow flow;
  RuleEffects effects;
  std::optional<sema::Sym> vocabulary;  // where the model makes logits of tokens
  std::vector<ModelArgument> arguments;
  std::vector<TunedPart> parts;  // as selectors see them
  ActingLines acting;
  std::vector<IndexAt> indices;  // fixed ones, in tunes
  Decayed decayed_norms;         // gains and offsets of norms
  Decayed decayed_biases;
  std::vector<std::vector<Dimension>> dimensions;  // by scale
};

/// What acts on a hyperparameter of a tensor, and on a multiplier's value. Both are parts of the model.
[[nodiscard]] const Rules& rules_on(const Facts& facts, const model::Tensor& tensor, sema::Hp hp);
[[nodiscard]] const Rules& rules_on(const Facts& facts, const model::Multiplier& multiplier);
[[nodiscard]] const Exponents& exponents_on(const Facts& facts, const model::Tensor& tensor, sema::Hp hp);
[[nodiscard]] const Exponents& exponents_on(const Facts& facts, const model::Multiplier& multiplier);

/// The exponent in one axis, a tensor's fan-in and fan-out (a multiplier's fan-in) included.
[[nodiscard]] double growth(const Facts& facts, const model::Tensor& tensor, sema::Hp hp, std::string_view axis);
[[nodiscard]] double growth(const Facts& facts, const model::Multiplier& multiplier, std::string_view axis);

/// Whether the rule set speaks of a ratio at all: in a rule or in an assert.
[[nodiscard]] bool speaks_of(const Facts& facts, std::string_view ratio);

[[nodiscard]] const std::vector<Dimension>& dimensions_at(const Facts& facts, const ScaleValues& scale);

}  // namespace cdp::analysis
