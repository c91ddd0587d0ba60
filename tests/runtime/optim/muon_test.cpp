// Muon's step against the formula written out, one matrix after the other, in double.
#include "runtime/optim/muon.h"

#include "tests/runtime/optim/update_data.h"

namespace cdp::runtime {
namespace {

/// Keller Jordan's zeropower_via_newtonschulz5, for one matrix.
at::Tensor reference_orthogonal(const at::Tensor& gradient) {
  at::Tensor x = gradient.to(at::kDouble);
  const bool tall = x.size(0) > x.size(1);
  if (tall) x = x.t();
  x = x / (x.norm() + 1e-7);
  for (int i = 0; i < 5; ++i) {
    const at::Tensor a = x.matmul(x.t());
    const at::Tensor b = a * -4.7750 + a.matmul(a) * 2.0315;
    x = x * 3.4445 + b.matmul(x);
  }
  return (tall ? x.t() : x).to(at::kFloat);
}

UpdateTensor matrix(at::IntArrayRef shape, double lr) {
  const UpdateSettings settings{plan::OptimizerKind::muon, lr, 0.9, 0, 0, 0.1, plan::DecayConvention::coupled};
  return {plan::OptimizerKind::muon,   at::randn(shape), at::randn(shape), {}, at::randn(shape), {},
          scalars_of(settings, 1, 0.5)};
}

TEST(Orthogonal, FollowsTheReference) {
  at::manual_seed(1);
  for (const auto& shape : std::vector<std::vector<std::int64_t>>{{8, 8}, {4, 16}, {16, 4}, {1, 5}, {32, 24}}) {
    const at::Tensor gradient = at::randn(shape) * 1e-3;
    EXPECT_TRUE(at::allclose(orthogonal(gradient), reference_orthogonal(gradient), 1e-4, 1e-5))
        << ::testing::PrintToString(shape);
  }
}

TEST(Orthogonal, BringsSingularValuesNearOne) {
  at::manual_seed(2);
  for (const double size : {1e-6, 1.0, 1e6}) {
    const at::Tensor values = std::get<1>(at::linalg_svd(orthogonal(at::randn({24, 40}) * size)));
    EXPECT_GT(values.min().item<float>(), 0.5f) << size;
    EXPECT_LT(values.max().item<float>(), 1.5f) << size;
  }
}

TEST(Orthogonal, TakesEachMatrixOfAStackByItself) {
  at::manual_seed(3);
  const at::Tensor experts = at::randn({3, 8, 12});
  const at::Tensor done = orthogonal(experts);
  for (std::int64_t i = 0; i < 3; ++i)
    EXPECT_TRUE(at::allclose(done[i], reference_orthogonal(experts[i]), 1e-4, 1e-5)) << i;
}

TEST(Orthogonal, OfZerosIsZeros) {
  EXPECT_TRUE(at::equal(orthogonal(at::zeros({4, 6})), at::zeros({4, 6})));
}

TEST(Muon, StepsAlongTheOrthogonalisedMomentum) {
  at::manual_seed(4);
  // Two of one shape, one with other proportions, and a stack of experts.
  const std::vector<UpdateTensor> tensors = {matrix({8, 8}, 0.1), matrix({8, 8}, 0.2), matrix({16, 4}, 0.3),
                                             matrix({2, 8, 8}, 0.4)};
  std::vector<at::Tensor> expected_p, expected_m;
  for (const UpdateTensor& t : tensors) {
    const at::Tensor g = t.gradient * 0.5;
    expected_m.push_back(t.m * 0.9 + g * 0.1);
    const at::Tensor direction = expected_m.back() * 0.9 + g * 0.1;
    std::vector<at::Tensor> parts;
    for (const at::Tensor& part : direction.view({-1, t.m.size(-2), t.m.size(-1)}).unbind())
      parts.push_back(reference_orthogonal(part));
    const double lr = t.scalars.rate;
    expected_p.push_back(t.master * (1 - lr * 0.1) - at::stack(parts).view(t.m.sizes()) * lr);
  }
  update_by_muon(tensors, at::scalar_tensor(0.5, at::kDouble));
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    EXPECT_TRUE(at::allclose(tensors[i].m, expected_m[i], 1e-5, 1e-6)) << i;
    EXPECT_TRUE(at::allclose(tensors[i].master, expected_p[i], 1e-4, 1e-5)) << i;
  }
}

TEST(Muon, RefreshesShadows) {
  at::manual_seed(5);
  UpdateTensor tensor = matrix({4, 4}, 0.1);
  tensor.shadow = tensor.master.to(at::kBFloat16);
  tensor.gradient = tensor.gradient.to(at::kBFloat16);
  update_by_muon({tensor}, {});
  EXPECT_TRUE(at::equal(tensor.shadow, tensor.master.to(at::kBFloat16)));
}

}  // namespace
}  // namespace cdp::runtime
