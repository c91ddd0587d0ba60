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
#include "compiler/scaling/rules.h"
#include "compiler/scaling/scale.h"
#include "compiler/sema/hyperparameters.h"

namespace cdp::scaling {

/// One link of a chain: what was written, what it contributes, and what the value is after it.
struct Reason {
  Span at;
  std::string text;   // as written, white space folded
  double factor = 1;  // of a setting, and of a bound that acts: the value itself
  double after = 0;
  const std::string* source = nullptr;  // a rule set's doc comment; null for the spec's own settings
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
  sema::Constants& constants;
};

/// Null after an error, which a value is that rules take out of its range.
[[nodiscard]] std::optional<Scaled> scale(const Inputs& inputs, diag::DiagnosticSink& sink);

}  // namespace cdp::scaling
