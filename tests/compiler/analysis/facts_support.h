// A spec in memory with what follows from it: at its reference and at its target `big`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/analysis/facts.h"
#include "compiler/base/check.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::analysis {

struct Compiled {
  explicit Compiled(const std::string& text)
      : reference(compiled(text, "")),
        target(compiled(text, "big")),
        scales{{*reference->scaled, target->spec->reference, *target->model},
               {*target->scaled, target->spec->targets.front(), *target->model}},
        facts({*target->spec, *target->model, *target->rules, *target->constants, scales}) {}

  [[nodiscard]] const ScaleValues& big() const { return scales.back(); }
  [[nodiscard]] const model::Tensor& tensor(const std::string& path) const { return target->tensor(path); }
  [[nodiscard]] const model::Multiplier& multiplier(const std::string& path) const { return target->multiplier(path); }
  [[nodiscard]] std::size_t index_of(const std::string& path) const {
    return static_cast<std::size_t>(&tensor(path) - target->model->tensors.data());
  }

  /// Without errors, which would leave no values.
  static std::unique_ptr<test::Compiled> compiled(const std::string& text, const std::string& target) {
    auto made = test::compile(text, target);
    CHECK(made->scaled);
    return made;
  }

  std::unique_ptr<test::Compiled> reference;
  std::unique_ptr<test::Compiled> target;
  std::vector<ScaleValues> scales;
  Facts facts;
};

}  // namespace cdp::analysis
