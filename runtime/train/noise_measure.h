// `cdp train --measure noise-scale`: the gradient noise scale of a run (noise_scale.h), averaged over its steps, as
// lines of its record, as what a checkpoint keeps of it, and in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/plan/plan.h"
#include "run/lines.h"
#include "runtime/graph/model.h"
#include "runtime/train/gradient_noise.h"

namespace cdp::runtime {

class NoiseMeasure {
 public:
  /// Parameters stay where they are as long as this lives, and so does the plan. `before` is the text() of the
  /// checkpoint that a run goes on from; where there is none, the average begins now.
  NoiseMeasure(const plan::Plan& plan, std::vector<Parameter>& parameters, const std::optional<std::string>& before);

  /// Where the steps' gradients are to be shown.
  [[nodiscard]] GradientNoise& gradients() { return gradients_; }
  /// Takes a step into the average; waits for the device.
  void add(const StepNoise& step) { average_.add(estimates_of(step)); }

  /// The lines that are due after so many steps of the plan: about 200 a run of all tensors together, and four times a
  /// run one of each tensor.
  [[nodiscard]] std::vector<run::NoiseLine> lines(std::int64_t step) const;
  /// For a checkpoint.
  [[nodiscard]] std::string text() const { return average_.text(); }
  /// What was measured, beside the run's batch, and what to do with it: lines for people.
  [[nodiscard]] std::vector<std::string> words() const;

 private:
  [[nodiscard]] run::NoiseLine line(std::int64_t step, const NoiseEstimate& estimate) const;

  const plan::Plan& plan_;
  GradientNoise gradients_;
  NoiseAverage average_;
};

}  // namespace cdp::runtime
