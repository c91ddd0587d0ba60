// Base, tune and rules to concrete values, each with the chain of reasons that leads to it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/model/model.h"
#include "compiler/plan/effects.h"
#include "compiler/scaling/rules.h"
#include "compiler/scaling/scale.h"
#include "compiler/sema/hyperparameters.h"

namespace cdp::scaling {

/// A ratio that a rule reads, as the tensor has it: `m_in`, 8, -1.
struct RatioRead {
  std::string name;  // as rules write it
  double value = 1;  // target / reference
  double exponent = 1;
};
using RatiosRead = std::vector<RatioRead>;

/// A setting or rule, as it acts on one tensor or multiplier in all its layers.
struct Written {
  Span at;
  plan::Effect effect = plan::Effect::kSet;
  std::string text;                     // as written, white space folded
  const std::string* source = nullptr;  // a rule set's doc comment; null for the spec's own settings
  RatiosRead ratios = {};               // of a rule, whose factor is their product
};

/// One link of a chain: what was written, what it contributes, and what the value is after it.
struct Reason {
  std::shared_ptr<const Written> written;
  double factor = 1;
  double after = 0;
};

/// A value and its chain, which begins at the last setting (`=`).
struct Setting {
  double value = 0;
  std::vector<Reason> chain;
};

/// The hyperparameters of one tensor or multiplier; those it does not have are null. Layers share what is equal.
struct Settings {
  std::array<std::shared_ptr<const Setting>, sema::kHpCount> hps;
  [[nodiscard]] const std::shared_ptr<const Setting>& at(sema::Hp hp) const {
    return hps[static_cast<std::size_t>(hp)];
  }
  friend bool operator==(const Settings&, const Settings&) = default;
};

/// A tensor or multiplier of the unfolded model. Neighbouring layers with equal settings share them.
struct Instance {
  std::size_t part = 0;               // index into Model::tensors or Model::multipliers
  std::vector<std::int64_t> indices;  // one for each stack level
  std::shared_ptr<const Settings> settings;
};

struct Scaled {
  Scale reference;
  Scale target;
  std::vector<Instance> tensors;  // in the order of declaration, layer by layer
  std::vector<Instance> multipliers;
  Count parameters;
};

/// What the engine reads; all of it outlives the call.
struct Inputs {
  const sema::Spec& spec;
  const model::Model& model;
  const RuleSet& rules;
  const Scale& reference;
  const Scale& target;
  const SourceMap& sources;
  const sema::Constants& constants;
};

/// Null after an error, which a value is that rules take out of its range.
[[nodiscard]] std::optional<Scaled> scale(const Inputs& inputs, diag::DiagnosticSink& sink);

}  // namespace cdp::scaling
