// What a spec's values come from: which tensors and multipliers a request names, and the chain of factors of each of
// their values. `cdp why` shows it; other programs may ask the same.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "compiler/pipeline/stages.h"
#include "compiler/plan/effects.h"
#include "compiler/plan/plan.h"
#include "compiler/sema/origins.h"

namespace cdp::pipeline {

/// A spec at a scale, in the three forms that explanations read. `plan` has the same tensors in the same order as
/// `scaled`.
struct CompiledSpec {
  const AnalysedSpec& analysis;
  const scaling::Scaled& scaled;
  const plan::Plan& plan;
};

/// Tensors and multipliers by index.
struct Selection {
  std::vector<std::size_t> tensors;
  std::vector<std::size_t> multipliers;

  [[nodiscard]] std::size_t size() const { return tensors.size() + multipliers.size(); }
};

/// What is to be explained: the parts, and one value of them or all.
struct ExplainRequest {
  Selection parts;
  std::optional<sema::Hp> hp;
};

/// The request that a text names, or why there is none.
struct FoundRequest {
  enum class Missing { kNothing, kPart, kValue };
  Missing missing = Missing::kNothing;
  ExplainRequest request = {};
  std::string hint = {};  // of a missing part: `; did you mean `blocks.*.mlp.up`?`, or empty
};

/// A tensor, a multiplier, a module, one value of these (`head.weight.lr`), or any selector of the language; empty:
/// all.
[[nodiscard]] FoundRequest find_request(const CompiledSpec& compiled, const std::string& text);

/// A line of a spec or rule set, and what it does to a value.
struct Step {
  plan::Effect effect = plan::Effect::kMultiply;
  double factor = 1;
  double after = 0;                     // the value with this step
  std::string at;                       // `std/mup.cdp:25:3`
  std::string_view text;                // `lr *= m_in^-1`
  const std::string* source = nullptr;  // the rule's doc comment; null where it has none
  struct Origin {
    std::string at;
    std::string text;
    std::size_t depth = 0;
  };
  std::vector<Origin> origins;  // of the names in the line
};

/// A value and its chain, from the one that sets it.
struct ExplainedValue {
  sema::Hp hp;
  double value = 0;
  std::vector<Step> steps;
};

/// A tensor or multiplier.
struct ExplainedPart {
  std::vector<std::string> traits;                            // why it has its tags: `contracts width (128 -> 1024)`
  std::vector<std::shared_ptr<const ExplainedValue>> values;  // most parts share theirs
};

/// Works each chain out once. Points into the compiled spec.
class Explainer {
 public:
  explicit Explainer(const CompiledSpec& compiled) : compiled_(compiled) {}

  /// All values of a part, or `hp` alone.
  [[nodiscard]] ExplainedPart tensor(std::size_t index, std::optional<sema::Hp> hp);
  [[nodiscard]] ExplainedPart multiplier(std::size_t index);

 private:
  [[nodiscard]] std::shared_ptr<const ExplainedValue> value(sema::Hp hp, const scaling::Setting& setting);
  [[nodiscard]] Step step(const scaling::Reason& reason);

  const CompiledSpec& compiled_;
  std::unordered_map<const scaling::Setting*, std::shared_ptr<const ExplainedValue>> values_;
  std::map<std::tuple<FileId, std::uint32_t, std::uint32_t>, std::vector<Step::Origin>> origins_;
};

}  // namespace cdp::pipeline
