// See growth.h.
#include "compiler/analysis/growth/growth.h"

#include <algorithm>
#include <utility>

#include "compiler/analysis/decay.h"
#include "compiler/analysis/learning.h"

namespace cdp::analysis {

namespace {

using sema::Hp;

bool is_trained(const Given& given, std::size_t tensor) {
  return value_of(given.facts().reference().tensors[tensor].first, Hp::lr).value_or(0) != 0;
}

plan::StepSize step_size(const Given& given, std::size_t tensor) {
  return updater_of(given.facts(), given.model().tensors[tensor]).step;
}

}  // namespace

bool is_gradient_sized(const Given& given, std::size_t tensor) {
  return step_size(given, tensor) == plan::StepSize::kGradient;
}

Exponent step_of(const Given& given, const BackwardPass& backward, std::size_t tensor) {
  if (!is_trained(given, tensor)) return kNothing;
  const double lr = given.of(tensor, Hp::lr), in = given.fan_in(tensor), out = given.fan_out(tensor);
  switch (step_size(given, tensor)) {
    case plan::StepSize::kLr:
      return {lr};
    case plan::StepSize::kOrthogonal:
      return {lr + (std::min(in, out) - in - out) / 2};
    case plan::StepSize::kGradient:
      return backward.tensors[tensor].aligned + lr;
  }
  return kNothing;
}

namespace {

/// What the tensor's steps change in the output: in all layers together, and in all its uses.
std::vector<Exponent> reach_of(const Given& given, const Passes& passes) {
  std::vector<Exponent> reach(given.model().tensors.size(), kNothing);
  for (const Use& use : passes.backward.uses) {
    if (passes.steps[use.tensor].nothing()) continue;
    const bool spectral = use.is_matrix && step_size(given, use.tensor) == plan::StepSize::kOrthogonal;
    const Exponent made = spectral ? use.spectral_input + use.slack + given.of(use.tensor, Hp::lr)
                                   : use.input + use.slack + passes.steps[use.tensor];
    Exponent layers{0};
    for (const std::size_t stack : given.model().tensors[use.tensor].stacks) {
      const double runs = given.runs(stack);
      layers = runs != 0 && passes.initial.fades[stack] ? unknown(kFades) : layers + runs;
    }
    reach[use.tensor] = larger(reach[use.tensor], layers + (made + use.made.reach));
  }
  return reach;
}

TensorGrowth tensor_growth(const Given& given, const Passes& passes, std::size_t i) {
  TensorGrowth growth;
  growth.std = given.init(i);
  growth.spectral = growth.std + std::max(given.fan_in(i), given.fan_out(i)) / 2;
  growth.step = passes.steps[i];
  growth.gradient_first = passes.backward.tensors[i].first;
  growth.gradient = passes.backward.tensors[i].aligned;
  growth.relative = growth.std.nothing() ? kNothing : growth.step - growth.std;
  growth.reach = passes.reach[i];
  const auto& tensor = given.facts().reference().tensors[i];
  growth.eps = value_of(tensor.first, Hp::eps).value_or(0) != 0 ? Exponent{given.of(i, Hp::eps)} : kNothing;
  growth.decay = decay_of(given, i);
  growth.equilibrium = equilibrium_of(given, passes.steps, i);
  return growth;
}

}  // namespace

Exponent decay_of(const Given& given, std::size_t tensor) {
  if (value_of(given.facts().reference().tensors[tensor].first, Hp::weight_decay).value_or(0) == 0) return kNothing;
  const double lr = decay_is_coupled(given.facts()) ? given.of(tensor, Hp::lr) : 0;
  return {lr + given.of(tensor, Hp::weight_decay)};
}

Exponent equilibrium_of(const Given& given, const Steps& steps, std::size_t tensor) {
  const Exponent decay = decay_of(given, tensor);
  return decay.nothing() ? kNothing : steps[tensor] + -decay.value / 2;
}

Passes passes_of(const Given& given, const FlowGraph& graph) {
  Passes passes;
  const Steps none(given.model().tensors.size(), kNothing);
  passes.initial = forward_pass(given, none);
  passes.backward = backward_pass(given, graph, passes.initial);
  for (std::size_t i = 0; i < none.size(); ++i) passes.steps.push_back(step_of(given, passes.backward, i));
  passes.trained = forward_pass(given, passes.steps);
  passes.reach = reach_of(given, passes);
  return passes;
}

AxisGrowth growth_along(const Facts& facts, const Direction& direction) {
  const Given given(facts, direction);
  const FlowGraph graph(facts.model);
  Passes passes = passes_of(given, graph);
  AxisGrowth growth;
  for (std::size_t i = 0; i < passes.trained.values.size(); ++i) {
    const FlowSizes& sizes = passes.trained.values[i];
    const Sensitivity& back = passes.backward.values[i];
    growth.values.push_back({sizes.entry, sizes.first, sizes.aligned, back.first, back.aligned});
  }
  for (std::size_t i = 0; i < facts.model.tensors.size(); ++i)
    growth.tensors.push_back(tensor_growth(given, passes, i));
  growth.logits = std::move(passes.trained.logits);
  return growth;
}

}  // namespace cdp::analysis
