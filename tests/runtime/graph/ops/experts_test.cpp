// Routing against its definition, experts against a dense sum over all of them, gradients too.
#include "runtime/graph/ops/experts.h"

#include <gtest/gtest.h>

#include "tests/runtime/graph/gradients.h"
#include "tests/runtime/graph/ops/run.h"

namespace cdp::runtime {
namespace {

constexpr std::int64_t kExperts = 5, kWidth = 6, kHidden = 8;

at::Tensor normal(at::IntArrayRef sizes, std::uint64_t seed) {
  at::manual_seed(seed);
  return at::randn(sizes);
}

/// Every expert on every token, whatever its weight.
at::Tensor dense(const at::Tensor& x, const at::Tensor& weights, const Banks& banks) {
  const auto project = [](const char* equation, const at::Tensor& a, const at::Tensor& b) {
    return at::einsum(equation, {a, b});
  };
  const at::Tensor hidden = at::silu(project("btn,ehn->bteh", x, banks.gate)) * project("btn,ehn->bteh", x, banks.up);
  return (project("bteh,enh->bten", hidden, banks.down) * weights.unsqueeze(-1)).sum(2);
}

/// x, scores, gate, up, down
Tensors inputs(at::ScalarType type = at::kFloat) {
  Tensors all = {normal({2, 7, kWidth}, 1), normal({2, 7, kExperts}, 2), normal({kExperts, kHidden, kWidth}, 3),
                 normal({kExperts, kHidden, kWidth}, 4), normal({kExperts, kWidth, kHidden}, 5)};
  for (at::Tensor& one : all) one = one.to(type);
  return all;
}

Function routed(std::int64_t top_k) {
  return [=](const Tensors& in) { return experts({in[0], route(in[1], {}, top_k)}, {in[2], in[3], in[4]}); };
}
Function densely_routed(std::int64_t top_k) {
  return [=](const Tensors& in) { return dense(in[0], route(in[1], {}, top_k), {in[2], in[3], in[4]}); };
}

TEST(Route, TheChosenShareOneInProportionToTheirSigmoids) {
  const at::Tensor scores = at::tensor({0.0f, 2.0f, -1.0f, 1.0f, -3.0f}).view({1, 1, 5});
  const at::Tensor weights = route(scores, {}, 2).flatten();
  const double a = 1 / (1 + std::exp(-2.0)), b = 1 / (1 + std::exp(-1.0));
  EXPECT_TRUE(at::allclose(weights, at::tensor({0.0, a / (a + b), 0.0, b / (a + b), 0.0}, at::kFloat)));
  EXPECT_TRUE(at::allclose(route(scores, {}, 1).flatten(), at::tensor({0.0, a, 0.0, 0.0, 0.0}, at::kFloat)));
  EXPECT_TRUE(at::allclose(route(scores, {}, 5).sum(), at::ones({})));
}

TEST(Route, TheBiasTakesPartInTheChoiceOnly) {
  const at::Tensor scores = normal({2, 3, kExperts}, 6);
  const at::Tensor bias = at::tensor({0.0f, 0.0f, 9.0f, 0.0f, 9.0f});
  const at::Tensor weights = route(scores, bias, 2), open = at::sigmoid(scores);
  const at::Tensor expected = open.select(-1, 2) / (open.select(-1, 2) + open.select(-1, 4));
  EXPECT_TRUE(at::allclose(weights.select(-1, 2), expected));
  EXPECT_EQ(weights.count_nonzero().item<std::int64_t>(), 2 * 3 * 2);
}

TEST(Route, ScoresHaveGradientsAlsoWhereOneIsChosen) {
  for (const std::int64_t top_k : {1, 2, 5}) {
    const at::Tensor scores = normal({2, 3, kExperts}, 7).set_requires_grad(true);
    (route(scores, {}, top_k) * normal({kExperts}, 8)).sum().backward();
    EXPECT_GT(scores.grad().abs().max().item<double>(), 1e-3) << top_k;
  }
}

TEST(Route, ScoresThatUnderflowAreNotNan) {
  const at::Tensor weights = route(at::full({1, 1, 4}, -200.0), {}, 2);
  EXPECT_TRUE(at::isfinite(weights).all().item<bool>());
}

TEST(Route, TheBiasGradientIsTheSignOfTheOverload) {
  const at::Tensor scores = at::tensor({3.0f, 2.0f, 0.0f, 3.0f, 2.0f, 0.0f, 3.0f, 0.0f, 2.0f}).view({1, 3, 3});
  for (const double loss_scale : {1.0, 1000.0}) {
    const at::Tensor bias = at::zeros({3}).set_requires_grad(true);
    (route(scores, bias, 2) * loss_scale).square().sum().backward();
    const at::Tensor expected = at::tensor({1.0f, 0.0f, -1.0f}) * kBalanceGradient;  // loads 3, 2, 1
    EXPECT_TRUE(at::allclose(bias.grad(), expected, 1e-5, 0)) << bias.grad();
  }
}

TEST(Route, KeepsBf16) {
  const at::Tensor bias = at::zeros({kExperts}, at::kBFloat16).set_requires_grad(true);
  const at::Tensor scores = normal({2, 3, kExperts}, 9).to(at::kBFloat16).set_requires_grad(true);
  const at::Tensor weights = route(scores, bias, 2);
  EXPECT_EQ(weights.scalar_type(), at::kBFloat16);
  weights.select(-1, 0).sum().backward();
  EXPECT_EQ(scores.grad().scalar_type(), at::kBFloat16);
  EXPECT_EQ(bias.grad().scalar_type(), at::kBFloat16);
}

TEST(Route, DescendingTheBiasEvensOutTheLoad) {
  const at::Tensor scores = normal({1, 400, 8}, 10) + at::linspace(-1, 1, 8);  // the last experts are everybody's
  at::Tensor bias = at::zeros({8});
  const auto fullest = [&] { return (route(scores, bias, 2) != 0).flatten(0, 1).sum(0).max().item<double>() / 100; };
  EXPECT_GT(fullest(), 2) << "over the mean load";
  for (int step = 0; step < 600; ++step) {
    bias = bias.detach().set_requires_grad(true);
    route(scores, bias, 2).sum().backward();
    bias = bias - bias.grad() * (1e-3 / kBalanceGradient);
  }
  EXPECT_LT(fullest(), 1.1);
}

TEST(Experts, MeanTheDenseSum) {
  for (const std::int64_t top_k : {1, 2, 5}) expect_same(routed(top_k), densely_routed(top_k), inputs(), 1e-5);
}

TEST(Experts, MeanTheDenseSumInBf16) {
  expect_same(routed(2), densely_routed(2), inputs(at::kBFloat16), 3e-2);
}

TEST(Experts, HaveTheGradientsOfSmallDifferences) {
  Tensors in = inputs(at::kDouble);
  const at::Tensor weights = route(in[1], {}, 2).to(at::kDouble);
  const auto loss = [&](const Tensors& at) { return experts({at[0], weights}, {at[2], at[3], at[4]}).sin().sum(); };
  for (const std::size_t i : {0u, 2u, 3u, 4u}) {
    Tensors leaves = in;
    leaves[i] = in[i].clone().set_requires_grad(true);
    loss(leaves).backward();
    const at::Tensor direction = normal(in[i].sizes(), 11).to(at::kDouble);
    const double derivative = (leaves[i].grad() * direction).sum().item<double>();
    Tensors before = in, after = in;
    before[i] = in[i] - direction * 1e-5;
    after[i] = in[i] + direction * 1e-5;
    const double slope = (loss(after) - loss(before)).item<double>() / 2e-5;
    EXPECT_NEAR(derivative, slope, 1e-6 * std::max(1.0, std::abs(slope))) << i;
  }
}

TEST(Experts, NobodyChoseHaveZeroGradients) {
  Tensors in = inputs();
  for (at::Tensor& one : in) one.set_requires_grad(true);
  at::Tensor weights = at::zeros({2, 7, kExperts});
  weights.select(-1, 3).fill_(1);
  experts({in[0], weights}, {in[2], in[3], in[4]}).sum().backward();
  for (const std::size_t bank : {2u, 3u, 4u}) {
    EXPECT_EQ(in[bank].grad().select(0, 1).abs().max().item<double>(), 0);
    EXPECT_GT(in[bank].grad().select(0, 3).abs().max().item<double>(), 0);
  }
  const at::Tensor none = experts({in[0], at::zeros({2, 7, kExperts})}, {in[2], in[3], in[4]});
  EXPECT_EQ(none.abs().max().item<double>(), 0);
}

TEST(Experts, SumInAFixedOrder) {
  const Tensors in = inputs();
  EXPECT_TRUE(at::equal(routed(3)(in), routed(3)(in)));
}

TEST(Experts, AndRouteTakeTheirArguments) {
  Attributes settings;
  settings.top_k = 1;
  const at::Tensor x = at::ones({1, 2, 2}), scores = at::tensor({0.0f, -1.0f, -1.0f, 0.0f}).view({1, 2, 2});
  const at::Tensor weights = run(Op::route, {{scores}, {at::zeros({2})}}, settings);
  expect_close(weights, at::tensor({0.5f, 0.0f, 0.0f, 0.5f}).view({1, 2, 2}));
  const at::Tensor gate = at::ones({2, 1, 2}), up = gate * 3,
                   down = at::tensor({1.0f, 0.0f, 0.0f, 1.0f}).view({2, 2, 1});
  const at::Tensor out = run(Op::experts, {{x}, {weights}, {gate}, {up}, {down}});
  expect_close(out, weights * at::silu(at::full({1}, 2.0f)) * 6);  // each expert writes its own entry
}

}  // namespace
}  // namespace cdp::runtime
