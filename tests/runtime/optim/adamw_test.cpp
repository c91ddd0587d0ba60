// AdamW against torch::optim over many steps, every tensor with its own settings.
#include "runtime/optim/adamw.h"

#include <gtest/gtest.h>
#include <torch/optim/adamw.h>

#include "tests/compiler/plan/sample_plan.h"

namespace cdp::runtime {
namespace {

/// The sample plan with hyperparameters that differ from tensor to tensor.
plan::Plan uneven_plan() {
  plan::Plan plan = plan::testing::sample_plan({.because = false});
  double factor = 1;
  for (plan::Tensor& tensor : plan.tensors) {
    factor *= 1.1;
    tensor.lr = 1e-3 * factor;
    tensor.beta1 = 0.85 + 0.01 * factor;
    tensor.beta2 = 0.95 + 0.003 * factor;
    tensor.eps = 1e-6 * factor;
    tensor.weight_decay = 0.05 * factor;
  }
  return plan;
}

Model build(const plan::Plan& plan, Precision precision = Precision::kFp32) {
  auto model = Model::build(plan, at::kCPU, precision);
  EXPECT_TRUE(model) << model.error().text();
  return *std::move(model);
}

void set_gradients(Model& model, std::int64_t step) {
  at::manual_seed(step);
  for (Parameter& one : model.parameters()) one.compute.mutable_grad() = at::randn_like(one.compute);
}

TEST(AdamW, FollowsTorchOptimOverManySteps) {
  const plan::Plan plan = uneven_plan();
  Model model = build(plan);
  AdamW ours(plan, model.parameters());
  std::vector<torch::optim::OptimizerParamGroup> groups;
  std::vector<at::Tensor> theirs;
  for (const plan::Tensor& tensor : plan.tensors) {
    theirs.push_back(model.parameters()[theirs.size()].master.detach().clone().set_requires_grad(true));
    auto options = std::make_unique<torch::optim::AdamWOptions>(tensor.lr);
    options->betas({tensor.beta1, tensor.beta2}).eps(tensor.eps).weight_decay(tensor.weight_decay);
    groups.emplace_back(std::vector<at::Tensor>{theirs.back()}, std::move(options));
  }
  torch::optim::AdamW reference(groups, torch::optim::AdamWOptions());
  for (std::int64_t step = 1; step <= 50; ++step) {
    const double factor = static_cast<double>(step) / 50;
    set_gradients(model, step);
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      theirs[i].mutable_grad() = model.parameters()[i].compute.grad() * 0.5;
      auto& options = static_cast<torch::optim::AdamWOptions&>(reference.param_groups()[i].options());
      options.lr(plan.tensors[i].lr * factor);
    }
    ours.step(factor, 0.5);
    reference.step();
  }
  EXPECT_EQ(ours.steps_taken(), 50);
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    EXPECT_TRUE(at::allclose(model.parameters()[i].master, theirs[i], 2e-5, 1e-6)) << plan.tensors[i].name;
  }
}

TEST(AdamW, IndependentDecayLeavesTheLrOut) {
  plan::Plan plan = uneven_plan();
  plan.conventions.weight_decay = "independent";
  for (plan::Tensor& tensor : plan.tensors) tensor.lr = 0;
  Model model = build(plan);
  AdamW optimizer(plan, model.parameters());
  const at::Tensor before = model.parameters()[0].master.detach().clone();
  set_gradients(model, 1);
  optimizer.step(0.5, 1);
  const double keep = 1 - 0.5 * plan.tensors[0].weight_decay;
  EXPECT_TRUE(at::allclose(model.parameters()[0].master, before * keep, 1e-6, 1e-7));
}

TEST(AdamW, RefreshesBf16CopiesInTheSameStep) {
  const plan::Plan plan = uneven_plan();
  Model model = build(plan, Precision::kBf16);
  AdamW optimizer(plan, model.parameters());
  set_gradients(model, 1);
  optimizer.step(1, 1);
  for (const Parameter& one : model.parameters()) {
    EXPECT_TRUE(at::equal(one.compute, one.master.to(at::kBFloat16))) << one.name;
  }
}

TEST(AdamW, ZeroingKeepsTheBuffers) {
  const plan::Plan plan = uneven_plan();
  Model model = build(plan);
  AdamW optimizer(plan, model.parameters());
  set_gradients(model, 1);
  const void* buffer = model.parameters()[0].compute.grad().data_ptr();
  EXPECT_GT(optimizer.gradient_norm(), 0);
  optimizer.zero_gradients();
  EXPECT_EQ(model.parameters()[0].compute.grad().data_ptr(), buffer);
  EXPECT_EQ(optimizer.gradient_norm(), 0);
}

TEST(AdamW, AMissingGradientIsZeros) {
  const plan::Plan plan = uneven_plan();
  Model model = build(plan), other = build(plan);
  AdamW optimizer(plan, model.parameters()), other_optimizer(plan, other.parameters());
  for (Parameter& one : other.parameters()) one.compute.mutable_grad() = at::zeros_like(one.compute);
  EXPECT_EQ(optimizer.gradient_norm(), 0);
  optimizer.step(1, 1);
  other_optimizer.step(1, 1);
  EXPECT_TRUE(at::equal(model.parameters()[0].master, other.parameters()[0].master));
}

TEST(AdamW, GoesOnFromSavedState) {
  const plan::Plan plan = uneven_plan();
  Model straight = build(plan), resumed = build(plan);
  AdamW one(plan, straight.parameters()), first(plan, resumed.parameters()), second(plan, resumed.parameters());
  for (std::int64_t step = 1; step <= 4; ++step) {
    set_gradients(straight, step);
    one.step(1, 1);
    set_gradients(resumed, step);
    (step <= 2 ? first : second).step(1, 1);
    if (step != 2) continue;
    second.set_steps_taken(first.steps_taken());
    for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
      second.first_moments()[i].copy_(first.first_moments()[i]);
      second.second_moments()[i].copy_(first.second_moments()[i]);
    }
  }
  for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
    EXPECT_TRUE(at::equal(straight.parameters()[i].master, resumed.parameters()[i].master)) << plan.tensors[i].name;
  }
}

}  // namespace
}  // namespace cdp::runtime
