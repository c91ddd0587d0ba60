// Building a model from a plan, and running it: one instruction after the other.
#include "runtime/graph/model.h"

#include <algorithm>
#include <utility>

#include "compiler/base/check.h"
#include "compiler/plan/json.h"
#include "runtime/graph/fuse.h"
#include "runtime/graph/init.h"
#include "runtime/graph/lower.h"

namespace cdp::runtime {
namespace {

/// Gains, biases and the like: bf16 has steps of 1/128 near 1, and they are too few for memory to matter.
bool is_kept_in_fp32(const plan::Tensor& tensor) {
  const auto has = [&](const char* tag) {
    return std::find(tensor.tags.begin(), tensor.tags.end(), tag) != tensor.tags.end();
  };
  return tensor.shape.size() < 2 || has("vector") || has("finite");
}

/// Operations that compute in fp32 whatever their input's type; all others are given their vectors in that type.
bool reads_fp32(plan::Op op) {
  return op == plan::Op::rms_norm || op == plan::Op::layer_norm || op == plan::Op::route;
}

Parameter make_parameter(const plan::Tensor& tensor, std::int64_t seed, torch::Device device,
                         plan::Precision precision) {
  Parameter parameter;
  parameter.name = tensor.name;
  parameter.master = initial_values(tensor, seed).to(device);
  const bool narrow = precision == plan::Precision::bf16 && !is_kept_in_fp32(tensor);
  parameter.compute = narrow ? parameter.master.to(at::kBFloat16) : parameter.master;
  parameter.compute.set_requires_grad(true);
  return parameter;
}

}  // namespace

void Parameter::set_gradient_aside() {
  const at::NoGradGuard no_grad;
  const torch::Tensor arrived = compute.grad();
  if (!arrived.defined() || arrived.scalar_type() == at::kFloat) return;
  sum = sum.defined() ? sum.add_(arrived) : arrived.to(at::kFloat);
  compute.mutable_grad().reset();
}

void Parameter::forget_gradient() {
  sum.reset();
  compute.mutable_grad().reset();
}

Result<Model> Model::build(const plan::Plan& plan, torch::Device device, plan::Precision precision, Names names) {
  if (Status valid = plan::validate(plan); !valid) return valid.error();
  Result<Program> program = lower(plan, names);
  if (!program) return program.error();
  if (names == Names::kForget) fuse(*program);
  mark_dead(*program);
  Model model;
  model.program_ = std::make_shared<const Program>(*std::move(program));
  model.rope_tables_ = std::make_shared<RopeTables>();
  model.outputs_ = model.program_->outputs;
  if (precision == plan::Precision::bf16) model.compute_type_ = at::kBFloat16;
  for (const plan::Tensor& tensor : plan.tensors)
    model.parameters_.push_back(make_parameter(tensor, plan.training.seed, device, precision));
  return model;
}

torch::Tensor Model::in_type_for(plan::Op op, const torch::Tensor& parameter) const {
  return reads_fp32(op) ? parameter : parameter.to(compute_type_);
}

torch::Tensor Model::forward(const torch::Tensor& input, const Seen& seen) const {
  CHECK(input.dim() == 2);
  std::vector<at::Tensor> slots(program_->slots);
  slots[program_->input] = input.is_floating_point() ? input.to(compute_type_) : input;
  std::vector<Value> values;
  for (const Instruction& instruction : program_->instructions) {
    values.clear();
    for (const Operand& operand : instruction.operands) {
      switch (operand.kind) {
        case Operand::Kind::kSlot:
          values.push_back({slots[operand.index], 0});
          break;
        case Operand::Kind::kParameter:
          values.push_back({in_type_for(instruction.op, parameters_[operand.index].compute), 0});
          break;
        case Operand::Kind::kNumber:
          values.push_back({at::Tensor(), operand.number});
          break;
      }
    }
    const Call call{values, instruction.settings, *rope_tables_};
    if (instruction.parts.empty()) {
      slots[instruction.result] = instruction.run(call);
      if (seen) seen(instruction.result, slots[instruction.result]);
    } else {
      const std::vector<at::Tensor> made = ops::split(call);
      for (std::size_t i = 0; i < made.size(); ++i) slots[instruction.parts[i]] = made[i];
    }
    for (const std::size_t slot : instruction.dead) slots[slot].reset();
  }
  return slots[program_->output];
}

void Model::refresh_compute() {
  const at::NoGradGuard no_grad;
  for (Parameter& parameter : parameters_) {
    if (!parameter.compute.is_same(parameter.master)) parameter.compute.copy_(parameter.master);
  }
}

}  // namespace cdp::runtime
