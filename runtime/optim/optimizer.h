// The optimizer of a run: every tensor has its own rule and hyperparameters, and one call updates them all.
#pragma once

#include <string>
#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/graph/model.h"
#include "runtime/optim/update.h"

namespace cdp::runtime {

/// The rules of compiler/plan/optimizers.def, as the plan gives them out.
class Optimizer {
 public:
  /// `parameters` are the plan's tensors in its order; they stay where they are as long as this lives.
  Optimizer(const plan::Plan& plan, std::vector<Parameter>& parameters);

  /// The global 2-norm of all gradients: a double without dimensions, on their device, so that nothing waits for it. A
  /// parameter without a gradient counts as zeros, here and in step(). On the CPU the bits don't depend on the number
  /// of threads.
  [[nodiscard]] torch::Tensor gradient_norm() const;
  /// One step: gradients are taken times `gradient_scale` (clipping; undefined: 1), lr times `schedule_factor`; also
  /// refreshes bf16 copies.
  void step(double schedule_factor, const torch::Tensor& gradient_scale = {});
  /// The next backward pass writes gradients, where zeroed ones would be written twice and read once.
  void forget_gradients();

  /// The training's: adamw, sgd, lion or muon.
  [[nodiscard]] plan::OptimizerKind kind() const { return kind_; }
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return *parameters_; }
  [[nodiscard]] std::int64_t steps_taken() const { return steps_; }
  void set_steps_taken(std::int64_t steps) { steps_ = steps; }

  /// What a checkpoint must hold beside parameters and steps_taken().
  struct State {
    std::string name;      // `m.blocks.0.attn.q.weight`; `v.` for adamw's second moments
    torch::Tensor tensor;  // the state itself: what is written into it is what goes on
  };
  [[nodiscard]] std::vector<State> state() const;

 private:
  struct Slot {
    UpdateSettings settings;
    torch::Tensor m, v;  // no v where the rule has none
  };

  [[nodiscard]] bool takes_kernels() const;

  plan::OptimizerKind kind_;
  std::vector<Parameter>* parameters_;
  std::vector<Slot> slots_;
  std::int64_t steps_ = 0;
};

}  // namespace cdp::runtime
