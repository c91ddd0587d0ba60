// A spec in memory as rules of whole specs see it: at its reference and at one target.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/lint/rule.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::lint {

struct Compiled {
  explicit Compiled(const std::string& text)
      : reference(test::compile(text)),
        target(test::compile(text, "big")),
        written{target->sources, target->program, comments, thresholds},
        scales{{*reference->scaled, target->spec->reference}, {*target->scaled, target->spec->targets.front()}} {}

  [[nodiscard]] CheckedSpec checked() const {
    return {written, *target->spec, *target->model, *target->rules, *target->constants, scales};
  }
  [[nodiscard]] const ScaleValues& big() const { return scales.back(); }
  [[nodiscard]] const model::Tensor& tensor(const std::string& path) const { return target->tensor(path); }
  [[nodiscard]] const model::Multiplier& multiplier(const std::string& path) const { return target->multiplier(path); }
  [[nodiscard]] std::size_t index_of(const std::string& path) const {
    return static_cast<std::size_t>(&tensor(path) - target->model->tensors.data());
  }

  std::unique_ptr<test::Compiled> reference;
  std::unique_ptr<test::Compiled> target;
  std::vector<syntax::Comment> comments;
  config::Thresholds thresholds;
  Text written;
  std::vector<ScaleValues> scales;
};

}  // namespace cdp::lint
