// Every optimizer over many steps, every tensor with its own settings: against torch::optim where it has the rule, else
// against the rule written out; and what holds for all of them.
#include "runtime/optim/optimizer.h"

#include <gtest/gtest.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include "compiler/plan/optimizers.h"
#include "runtime/optim/muon.h"
#include "tests/compiler/plan/optimizer_plan.h"

namespace cdp::runtime {
namespace {

/// The sample plan with hyperparameters that differ from tensor to tensor.
plan::Plan uneven_plan(plan::OptimizerKind optimizer = plan::OptimizerKind::adamw) {
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
  return plan::testing::with_optimizer(std::move(plan), optimizer);
}

Model build(const plan::Plan& plan, plan::Precision precision = plan::Precision::fp32) {
  auto model = Model::build(plan, at::kCPU, precision);
  EXPECT_TRUE(model) << model.error().text();
  return *std::move(model);
}

void set_gradients(Model& model, std::int64_t step) {
  at::manual_seed(step);
  for (Parameter& one : model.parameters()) one.compute.mutable_grad() = at::randn_like(one.compute);
}

std::vector<at::Tensor> copies_of(Model& model) {
  std::vector<at::Tensor> copies;
  for (const Parameter& one : model.parameters()) copies.push_back(one.master.detach().clone());
  return copies;
}

/// Fifty steps of the optimizer beside fifty calls of `follow(step, i, copy, gradient, lr)` for each tensor.
template <class Follow>
void expect_followed(const plan::Plan& plan, const Follow& follow) {
  Model model = build(plan);
  Optimizer ours(plan, model.parameters());
  std::vector<at::Tensor> theirs = copies_of(model);
  for (std::int64_t step = 1; step <= 50; ++step) {
    const double factor = static_cast<double>(step) / 50;
    set_gradients(model, step);
    for (std::size_t i = 0; i < theirs.size(); ++i)
      follow(step, i, theirs[i], model.parameters()[i].compute.grad() * 0.5, plan.tensors[i].lr * factor);
    ours.step(factor, at::scalar_tensor(0.5, at::kDouble));
  }
  EXPECT_EQ(ours.steps_taken(), 50);
  for (std::size_t i = 0; i < theirs.size(); ++i)
    EXPECT_TRUE(at::allclose(model.parameters()[i].master, theirs[i], 1e-4, 1e-5)) << plan.tensors[i].name;
}

/// torch::optim's optimizer of one tensor; `options` must have the lr.
template <class Optim, class Options>
struct TorchOptim {
  at::Tensor leaf;
  Optim optimizer;
  TorchOptim(const at::Tensor& start, const Options& options)
      : leaf(start.clone().set_requires_grad(true)), optimizer({leaf}, options) {}
  void step(const at::Tensor& gradient, double lr) {
    leaf.mutable_grad() = gradient;
    static_cast<Options&>(optimizer.param_groups()[0].options()).lr(lr);
    optimizer.step();
  }
};

TEST(Optimizer, AdamwFollowsTorchOptim) {
  const plan::Plan plan = uneven_plan();
  std::vector<std::unique_ptr<TorchOptim<torch::optim::AdamW, torch::optim::AdamWOptions>>> reference;
  expect_followed(plan, [&](std::int64_t, std::size_t i, at::Tensor& copy, const at::Tensor& gradient, double lr) {
    const plan::Tensor& t = plan.tensors[i];
    if (reference.size() == i) {
      auto options = torch::optim::AdamWOptions(lr).betas({t.beta1, *t.beta2}).eps(*t.eps);
      reference.push_back(std::make_unique<TorchOptim<torch::optim::AdamW, torch::optim::AdamWOptions>>(
          copy, options.weight_decay(t.weight_decay)));
    }
    reference[i]->step(gradient, lr);
    copy = reference[i]->leaf.detach();
  });
}

TEST(Optimizer, SgdFollowsTorchOptim) {
  const plan::Plan plan = uneven_plan(plan::OptimizerKind::sgd);
  std::vector<std::unique_ptr<TorchOptim<torch::optim::SGD, torch::optim::SGDOptions>>> reference;
  expect_followed(plan, [&](std::int64_t, std::size_t i, at::Tensor& copy, const at::Tensor& gradient, double lr) {
    const plan::Tensor& t = plan.tensors[i];
    if (reference.size() == i)
      reference.push_back(std::make_unique<TorchOptim<torch::optim::SGD, torch::optim::SGDOptions>>(
          copy, torch::optim::SGDOptions(lr).momentum(t.beta1)));
    // torch::optim adds its decay to the gradient; ours shrinks the parameter, as the plan's conventions say.
    const at::NoGradGuard no_grad;
    reference[i]->leaf.mul_(1 - lr * t.weight_decay);
    reference[i]->step(gradient, lr);
    copy = reference[i]->leaf.detach();
  });
}

TEST(Optimizer, LionFollowsItsFormula) {
  const plan::Plan plan = uneven_plan(plan::OptimizerKind::lion);
  std::vector<at::Tensor> m(plan.tensors.size());
  expect_followed(plan, [&](std::int64_t, std::size_t i, at::Tensor& p, const at::Tensor& g, double lr) {
    const plan::Tensor& t = plan.tensors[i];
    if (!m[i].defined()) m[i] = at::zeros_like(p);
    p = p - lr * (at::sign(t.beta1 * m[i] + (1 - t.beta1) * g) + t.weight_decay * p);
    m[i] = *t.beta2 * m[i] + (1 - *t.beta2) * g;
  });
}

TEST(Optimizer, MuonOrthogonalisesHiddenMatricesAndLeavesTheRestToAdamw) {
  const plan::Plan plan = uneven_plan(plan::OptimizerKind::muon);
  std::vector<at::Tensor> m(plan.tensors.size()), v(plan.tensors.size());
  std::size_t matrices = 0;
  expect_followed(plan, [&](std::int64_t step, std::size_t i, at::Tensor& p, const at::Tensor& g, double lr) {
    const plan::Tensor& t = plan.tensors[i];
    if (!m[i].defined()) m[i] = v[i] = at::zeros_like(p);
    p = p * (1 - lr * t.weight_decay);
    m[i] = t.beta1 * m[i] + (1 - t.beta1) * g;
    if (std::find(t.tags.begin(), t.tags.end(), "hidden") != t.tags.end()) {
      p = p - lr * orthogonal(t.beta1 * m[i] + (1 - t.beta1) * g);
      ++matrices;
      return;
    }
    v[i] = *t.beta2 * v[i] + (1 - *t.beta2) * g * g;
    const auto corrected = [&](const at::Tensor& x, double beta) {
      return x / (1 - std::pow(beta, static_cast<double>(step)));
    };
    p = p - lr * corrected(m[i], t.beta1) / (corrected(v[i], *t.beta2).sqrt() + *t.eps);
  });
  EXPECT_EQ(matrices, 50 * 14U) << "seven a layer";
}

class EachOptimizer : public ::testing::TestWithParam<plan::OptimizerKind> {};
INSTANTIATE_TEST_SUITE_P(Table, EachOptimizer, ::testing::ValuesIn(all_of<plan::OptimizerKind>()),
                         [](const auto& tested) { return std::string(word(tested.param)); });

TEST(EachOptimizers, AreThoseOfTheTable) {
  EXPECT_EQ(plan::kOptimizerRows.size(), 4U) << "and one more in the tests above and below";
}

TEST_P(EachOptimizer, IndependentDecayLeavesTheLrOut) {
  plan::Plan plan = uneven_plan(GetParam());
  plan.conventions.weight_decay = plan::DecayConvention::independent;
  for (plan::Tensor& tensor : plan.tensors) tensor.lr = 0;
  Model model = build(plan);
  Optimizer optimizer(plan, model.parameters());
  const std::vector<at::Tensor> before = copies_of(model);
  set_gradients(model, 1);
  optimizer.step(0.5);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double keep = 1 - 0.5 * plan.tensors[i].weight_decay;
    EXPECT_TRUE(at::allclose(model.parameters()[i].master, before[i] * keep, 1e-6, 1e-7)) << plan.tensors[i].name;
  }
}

TEST_P(EachOptimizer, RefreshesBf16CopiesInTheSameStep) {
  const plan::Plan plan = uneven_plan(GetParam());
  Model model = build(plan, plan::Precision::bf16);
  Optimizer optimizer(plan, model.parameters());
  set_gradients(model, 1);
  optimizer.step(1);
  for (const Parameter& one : model.parameters()) {
    EXPECT_TRUE(at::equal(one.compute, one.master.to(one.compute.scalar_type()))) << one.name;
  }
  EXPECT_EQ(model.parameters()[0].compute.scalar_type(), at::kBFloat16);
}

TEST_P(EachOptimizer, AMissingGradientIsZeros) {
  const plan::Plan plan = uneven_plan(GetParam());
  Model model = build(plan), other = build(plan);
  Optimizer optimizer(plan, model.parameters()), other_optimizer(plan, other.parameters());
  for (Parameter& one : other.parameters()) one.compute.mutable_grad() = at::zeros_like(one.compute);
  EXPECT_EQ(optimizer.gradient_norm().item<double>(), 0);
  optimizer.step(1);
  other_optimizer.step(1);
  EXPECT_TRUE(at::equal(model.parameters()[0].master, other.parameters()[0].master));
}

TEST_P(EachOptimizer, ClippingScalesGradients) {
  const plan::Plan plan = uneven_plan(GetParam());
  Model clipped = build(plan), halved = build(plan);
  Optimizer one(plan, clipped.parameters()), other(plan, halved.parameters());
  set_gradients(clipped, 1);
  set_gradients(halved, 1);
  for (Parameter& parameter : halved.parameters()) parameter.compute.mutable_grad() *= 0.5;
  one.step(1, at::scalar_tensor(0.5, at::kDouble));
  other.step(1);
  for (std::size_t i = 0; i < plan.tensors.size(); ++i)
    EXPECT_TRUE(at::equal(clipped.parameters()[i].master, halved.parameters()[i].master)) << plan.tensors[i].name;
}

TEST_P(EachOptimizer, GoesOnFromSavedState) {
  const plan::Plan plan = uneven_plan(GetParam());
  Model straight = build(plan), resumed = build(plan);
  Optimizer one(plan, straight.parameters()), first(plan, resumed.parameters()), second(plan, resumed.parameters());
  for (std::int64_t step = 1; step <= 4; ++step) {
    set_gradients(straight, step);
    one.step(1);
    set_gradients(resumed, step);
    (step <= 2 ? first : second).step(1);
    if (step != 2) continue;
    second.set_steps_taken(first.steps_taken());
    const auto from = first.state(), to = second.state();
    ASSERT_EQ(from.size(), to.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      EXPECT_EQ(from[i].name, to[i].name);
      to[i].tensor.copy_(from[i].tensor);
    }
  }
  for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
    EXPECT_TRUE(at::equal(straight.parameters()[i].master, resumed.parameters()[i].master)) << plan.tensors[i].name;
  }
}

TEST(Optimizer, HoldsNoMoreStateThanItsRuleNeeds) {
  const auto names = [](plan::OptimizerKind optimizer) {
    const plan::Plan plan = uneven_plan(optimizer);
    Model model = build(plan);
    std::vector<std::string> out;
    for (const auto& state : Optimizer(plan, model.parameters()).state()) out.push_back(state.name);
    return out;
  };
  const std::size_t tensors = uneven_plan().tensors.size();
  EXPECT_EQ(names(plan::OptimizerKind::adamw).size(), 2 * tensors);
  EXPECT_EQ(names(plan::OptimizerKind::adamw).front(), "m.embed.weight");
  EXPECT_EQ(names(plan::OptimizerKind::adamw).back(), "v.head.weight");
  EXPECT_EQ(names(plan::OptimizerKind::sgd).size(), tensors);
  EXPECT_EQ(names(plan::OptimizerKind::lion).size(), tensors);
  EXPECT_EQ(names(plan::OptimizerKind::muon).size(), 2 * tensors - 14);
}

TEST(Optimizer, ForgetsGradientsWithTheirMemory) {
  const plan::Plan plan = uneven_plan();
  Model model = build(plan);
  Optimizer optimizer(plan, model.parameters());
  set_gradients(model, 1);
  model.parameters()[1].sum = at::ones_like(model.parameters()[1].master);
  EXPECT_GT(optimizer.gradient_norm().item<double>(), 0);
  optimizer.forget_gradients();
  for (const Parameter& one : model.parameters()) EXPECT_FALSE(one.gradient().defined()) << one.name;
  EXPECT_EQ(optimizer.gradient_norm().item<double>(), 0);
}

}  // namespace
}  // namespace cdp::runtime
