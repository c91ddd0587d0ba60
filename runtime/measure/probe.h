// The sizes of activations on one batch that stays the same, and how far they have moved since the first look.
#pragma once

#include <string>
#include <vector>

#include "compiler/plan/plan.h"
#include "run/measured.h"
#include "runtime/graph/model.h"

namespace cdp::runtime {

/// Root mean square of the entries.
[[nodiscard]] double rms(const torch::Tensor& entries);

class Probe {
 public:
  /// `input` is on the model's device. Of the plan's values those are looked at whose operation changes sizes: not
  /// heads that are split, nor what is only turned or counted.
  Probe(const plan::Plan& plan, const Model& model, torch::Tensor input);

  /// A line for each value, of scale, seed and step `at`. The first look keeps the values, to compare later ones with.
  [[nodiscard]] std::vector<run::ActivationLine> look(const Model& model, const run::ActivationLine& at);

 private:
  struct Watched {
    std::size_t slot = 0;
    std::string name;  // of the module, stacks unfolded
    std::string id;
    torch::Tensor first;
  };

  torch::Tensor input_;
  std::vector<Watched> watched_;
};

}  // namespace cdp::runtime
