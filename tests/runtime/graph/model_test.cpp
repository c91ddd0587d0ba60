// The model against a plain reference, in fp32 and bf16, gradients too.
#include "runtime/graph/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/compiler/plan/sample_classifier.h"

namespace cdp::runtime {
namespace {

using plan::testing::Sample;
using plan::testing::sample_plan;

const Sample kSample{.depth = 2, .width = 32, .heads = 4, .vocab = 50, .context = 40, .because = false};

Model build(const plan::Plan& plan, plan::Precision precision = plan::Precision::fp32) {
  auto model = Model::build(plan, at::kCPU, precision);
  EXPECT_TRUE(model) << model.error().text();
  return *std::move(model);
}

at::Tensor ids(std::int64_t batch = 3, std::int64_t time = 40) {
  at::manual_seed(7);
  return at::randint(0, kSample.vocab, {batch, time}, at::kLong);
}

/// The sample plan's model, written down in LibTorch's own operations: no graph, no kernels of ours.
class Reference {
 public:
  explicit Reference(const Model& model) {
    for (const Parameter& one : model.parameters()) {
      weights_[one.name] = one.master.detach().clone().set_requires_grad(true);
    }
  }

  at::Tensor forward(const at::Tensor& input) const {
    at::Tensor x = at::embedding(weight("embed.weight"), input);
    for (std::int64_t layer = 0; layer < kSample.depth; ++layer) {
      const std::string path = "blocks." + std::to_string(layer) + ".";
      x = x + 0.5 * attention(path, norm(x, path + "attn_norm.gain"));
      const at::Tensor h = norm(x, path + "mlp_norm.gain");
      const at::Tensor gate = h.matmul(weight(path + "mlp.gate.weight").t());
      const at::Tensor up = h.matmul(weight(path + "mlp.up.weight").t());
      x = x + 0.5 * (gate * at::sigmoid(gate) * up).matmul(weight(path + "mlp.down.weight").t());
    }
    return norm(x, "norm.gain").matmul(weight("head.weight").t());
  }

  const at::Tensor& weight(const std::string& name) const { return weights_.at(name); }

 private:
  at::Tensor norm(const at::Tensor& x, const std::string& gain) const {
    return x / at::sqrt((x * x).mean(-1, true) + 1e-6) * weight(gain);
  }

  at::Tensor heads(const at::Tensor& x) const {
    return x.view({x.size(0), x.size(1), kSample.heads, -1}).permute({0, 2, 1, 3});
  }

  /// Pairs as complex numbers times e^(i angle).
  at::Tensor rotate(const at::Tensor& x) const {
    const std::int64_t half = x.size(3) / 2;
    const at::Tensor frequency = at::pow(10000.0, at::arange(half, at::kFloat) * (-1.0 / static_cast<double>(half)));
    const at::Tensor angle = at::outer(at::arange(x.size(2), at::kFloat), frequency);
    const at::Tensor pairs =
        at::complex(x.slice(3, 0, half), x.slice(3, half)) * at::polar(at::ones_like(angle), angle);
    return at::cat({at::real(pairs), at::imag(pairs)}, 3);
  }

  at::Tensor attention(const std::string& path, const at::Tensor& x) const {
    const at::Tensor q = rotate(heads(x.matmul(weight(path + "attn.q.weight").t())));
    const at::Tensor k = rotate(heads(x.matmul(weight(path + "attn.k.weight").t())));
    const at::Tensor v = heads(x.matmul(weight(path + "attn.v.weight").t()));
    const at::Tensor future = at::ones({x.size(1), x.size(1)}, at::kBool).triu(1);
    const at::Tensor scores = (0.5 * q.matmul(k.transpose(2, 3))).masked_fill(future, -1e30);
    const at::Tensor out = at::softmax(scores, 3).matmul(v).permute({0, 2, 1, 3});
    return out.reshape(x.sizes()).matmul(weight(path + "attn.o.weight").t());
  }

  std::map<std::string, at::Tensor> weights_;
};

at::Tensor loss(const at::Tensor& logits, const at::Tensor& targets) {
  return at::cross_entropy_loss(logits.to(at::kFloat).flatten(0, 1), targets.flatten());
}

void compare_with_reference(plan::Precision precision, double tolerance) {
  const Model model = build(sample_plan(kSample), precision);
  const Reference reference(model);
  const at::Tensor input = ids();
  const at::Tensor logits = model.forward(input), expected = reference.forward(input);
  const auto error = [](const at::Tensor& found, const at::Tensor& truth) {
    return ((found.to(at::kFloat) - truth).norm() / truth.norm()).item<double>();
  };
  ASSERT_EQ(logits.sizes(), expected.sizes());
  EXPECT_LT(error(logits, expected), tolerance);
  loss(logits, input).backward();
  loss(expected, input).backward();
  for (const Parameter& one : model.parameters()) {
    ASSERT_TRUE(one.compute.grad().defined()) << one.name;
    EXPECT_LT(error(one.compute.grad(), reference.weight(one.name).grad()), 3 * tolerance) << one.name;
  }
}

TEST(Model, MatchesAPlainModelInFp32) {
  compare_with_reference(plan::Precision::fp32, 1e-5);
}
TEST(Model, MatchesAPlainModelInBf16) {
  compare_with_reference(plan::Precision::bf16, 3e-2);
}

TEST(Model, NothingSeesTheFuture) {
  const Model model = build(sample_plan(kSample));
  const at::NoGradGuard no_grad;
  const at::Tensor input = ids();
  at::Tensor changed = input.clone();
  changed.select(1, 20).fill_(0);
  const at::Tensor before = model.forward(input), after = model.forward(changed);
  EXPECT_TRUE(at::equal(before.slice(1, 0, 20), after.slice(1, 0, 20)));
  EXPECT_FALSE(at::equal(before.slice(1, 20), after.slice(1, 20)));
}

TEST(Model, AnyLengthAndBatch) {
  const Model model = build(sample_plan(kSample));
  const at::NoGradGuard no_grad;
  const at::Tensor input = ids(), whole = model.forward(input);
  EXPECT_TRUE(at::allclose(model.forward(input.slice(1, 0, 5)), whole.slice(1, 0, 5), 1e-4, 1e-5));
  EXPECT_TRUE(at::allclose(model.forward(input.slice(0, 1, 2)), whole.slice(0, 1, 2), 1e-4, 1e-5));
}

TEST(Model, Bf16KeepsMastersAndResidentCopies) {
  Model model = build(sample_plan(kSample), plan::Precision::bf16);
  Parameter& one = model.parameters()[0];
  EXPECT_EQ(one.master.scalar_type(), at::kFloat);
  EXPECT_EQ(one.compute.scalar_type(), at::kBFloat16);
  EXPECT_EQ(model.forward(ids()).scalar_type(), at::kBFloat16);
  one.master.fill_(0.75);
  model.refresh_compute();
  EXPECT_TRUE(at::equal(one.compute, at::full_like(one.compute, 0.75)));
  EXPECT_TRUE(one.compute.requires_grad());
}

TEST(Model, Bf16KeepsVectorsInFp32) {
  Model model = build(sample_plan(kSample), plan::Precision::bf16);
  std::size_t vectors = 0;
  for (Parameter& one : model.parameters()) {
    const bool vector = one.master.dim() < 2;
    EXPECT_EQ(one.compute.is_same(one.master), vector) << one.name;
    if (!vector) continue;
    ++vectors;
    const at::NoGradGuard no_grad;
    one.master.fill_(1.0 + 1.0 / 1024);  // 1 in bf16
  }
  ASSERT_EQ(vectors, 2U * kSample.depth + 1);
  const at::Tensor input = ids();
  const at::Tensor moved = model.forward(input);
  loss(moved, input).backward();
  for (const Parameter& one : model.parameters())
    EXPECT_EQ(one.gradient().scalar_type(), one.compute.scalar_type()) << one.name;
  for (Parameter& one : model.parameters()) {
    const at::NoGradGuard no_grad;
    if (one.master.dim() < 2) one.master.fill_(1);
  }
  EXPECT_FALSE(at::equal(moved, model.forward(input)));
}

TEST(Parameter, SetsGradientsAsideInFp32) {
  Model model = build(sample_plan(kSample), plan::Precision::bf16);
  Parameter& one = model.parameters()[0];
  for (const double value : {1.0, 1.0 / 512, 1.0 / 512}) {
    one.compute.mutable_grad() = at::full_like(one.compute, value).detach();
    one.set_gradient_aside();
    EXPECT_FALSE(one.compute.grad().defined());
  }
  EXPECT_TRUE(at::equal(one.gradient(), at::full_like(one.master, 1.0 + 2.0 / 512)));
  one.forget_gradient();
  EXPECT_FALSE(one.gradient().defined());
}

TEST(Model, Fp32ComputesOnTheMasters) {
  Model model = build(sample_plan(kSample));
  for (const Parameter& one : model.parameters()) EXPECT_TRUE(one.compute.is_same(one.master)) << one.name;
  model.refresh_compute();
  EXPECT_EQ(model.outputs(), kSample.vocab);
}

TEST(Model, ReadsFeaturesInTheComputeType) {
  const plan::Plan plan = plan::testing::sample_classifier(4, 3, 8);
  const at::Tensor x = at::linspace(-1, 1, 20).view({5, 4});
  const Model model = build(plan);
  const auto& parameters = model.parameters();
  const at::Tensor expected = at::linear(at::relu(at::linear(x, parameters[0].master)), parameters[1].master);
  EXPECT_TRUE(at::allclose(model.forward(x), expected, 1e-5, 1e-6));
  EXPECT_EQ(build(plan, plan::Precision::bf16).forward(x).scalar_type(), at::kBFloat16);
}

TEST(Model, TwoBuildsAreEqualAndSeedsDiffer) {
  plan::Plan plan = sample_plan(kSample);
  const Model one = build(plan), two = build(plan);
  plan.training.seed = 2;
  const Model other = build(plan);
  EXPECT_TRUE(at::equal(one.parameters()[0].master, two.parameters()[0].master));
  EXPECT_FALSE(at::equal(one.parameters()[0].master, other.parameters()[0].master));
}

TEST(Model, ABadPlanIsAnErrorNotAnException) {
  plan::Plan plan = sample_plan(kSample);
  plan.graph.nodes[0].args[1] = "embed.wieght";
  auto model = Model::build(plan, at::kCPU, plan::Precision::fp32);
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().text(), testing::HasSubstr("embed.wieght"));
  plan = sample_plan(kSample);
  plan.tensors.back().shape = {100, 16};
  model = Model::build(plan, at::kCPU, plan::Precision::fp32);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().text(),
            "node %4 (linear): needs a matrix (out, in) whose `in` is the activation's last size, found (batch, time, "
            "32) and "
            "`head.weight` (100, 16)");
}

}  // namespace
}  // namespace cdp::runtime
