// See weights.h.
#include "runtime/measure/weights.h"

#include "runtime/measure/probe.h"

namespace cdp::runtime {
namespace {

std::vector<torch::Tensor> copies(const Model& model) {
  std::vector<torch::Tensor> result;
  for (const Parameter& parameter : model.parameters()) result.push_back(parameter.master.detach().clone());
  return result;
}

}  // namespace

Weights::Weights(const Model& model) : first_(copies(model)) {}

void Weights::before_step(const Model& model) {
  before_ = copies(model);
  gradients_.clear();
  for (const Parameter& parameter : model.parameters()) {
    const torch::Tensor gradient = parameter.gradient();
    gradients_.push_back(gradient.defined() ? rms(gradient) : 0);
  }
}

std::vector<run::TensorLine> Weights::after_step(const Model& model, const run::TensorLine& at) const {
  std::vector<run::TensorLine> lines;
  for (std::size_t i = 0; i < model.parameters().size(); ++i) {
    const torch::Tensor now = model.parameters()[i].master.detach();
    run::TensorLine line = at;
    line.tensor = model.parameters()[i].name;
    line.weight = rms(before_[i]);
    line.gradient = gradients_[i];
    line.update = rms(now - before_[i]);
    line.change = rms(now - first_[i]);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace cdp::runtime
