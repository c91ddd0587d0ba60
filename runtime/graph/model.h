// The plan's data flow as a runnable, trainable model: eager autograd over the folded graph.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"
#include "runtime/graph/lower.h"
#include "runtime/graph/program.h"
#include "runtime/torch_compat.h"

namespace cdp::runtime {

class RopeTables;

/// One trained tensor. Master values, moments and the loss are always fp32. `compute` is the leaf that forward() uses
/// and that gradients arrive at: `master` itself for fp32, and for vectors and scalars always; for matrices under bf16
/// a resident bf16 copy that the optimizer refreshes in its one pass.
struct Parameter {
  std::string name;
  torch::Tensor master;    // fp32, shape of the plan
  torch::Tensor compute;   // requires grad
  torch::Tensor sum = {};  // fp32: of the gradients that were set aside; undefined: none were

  /// The step's gradient; undefined where nothing depends on the tensor.
  [[nodiscard]] torch::Tensor gradient() const { return sum.defined() ? sum : compute.grad(); }
  /// Moves a bf16 gradient into `sum`, so that the next one is added to it in fp32; autograd itself would add in bf16.
  void set_gradient_aside();
  void forget_gradient();
};

class Model {
 public:
  /// Allocates and initialises every tensor as the plan says. Initial values depend only on the plan's seed and the
  /// tensor's name, not on LibTorch's version, the device or the number of threads.
  /// With `names` kept nothing is fused: every value of the plan is there to be seen.
  static Result<Model> build(const plan::Plan& plan, torch::Device device, plan::Precision precision,
                             Names names = Names::kForget);

  /// next_token: ids (batch, time) int64 -> logits (batch, time, vocab) in the compute type. classify and regress:
  /// features (batch, features) fp32 -> logits (batch, classes), or predictions (batch, outputs).
  torch::Tensor forward(const torch::Tensor& input) const { return forward(input, nullptr); }

  /// Sees the value of a slot as soon as it is there.
  using Seen = std::function<void(std::size_t slot, const torch::Tensor& value)>;
  torch::Tensor forward(const torch::Tensor& input, const Seen& seen) const;
  /// Where the plan's values are; none unless their names were kept.
  const std::vector<NamedSlot>& named() const { return program_->named; }

  std::vector<Parameter>& parameters() { return parameters_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }

  /// The last dimension of what comes out: the vocabulary or the classes, which every target must be below, or how many
  /// numbers are predicted. Ids looked up must be below the table's rows.
  std::int64_t outputs() const { return outputs_; }

  /// After masters were written from outside (a checkpoint): refreshes the compute copies.
  void refresh_compute();

 private:
  Model() = default;
  [[nodiscard]] torch::Tensor in_type_for(plan::Op op, const torch::Tensor& parameter) const;

  std::shared_ptr<const Program> program_;
  std::shared_ptr<RopeTables> rope_tables_;  // filled as sequences come: one forward() at a time
  std::vector<Parameter> parameters_;
  std::int64_t outputs_ = 0;
  torch::ScalarType compute_type_ = torch::kFloat;
};

}  // namespace cdp::runtime
