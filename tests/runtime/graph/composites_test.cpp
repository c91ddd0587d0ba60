// The plain composites against straight formulas.
#include "runtime/graph/composites.h"

#include <gtest/gtest.h>

namespace cdp::runtime::composites {
namespace {

TEST(Composites, RopeKeepsLengthsAndDependsOnDistanceOnly) {
  RopeTables tables;
  const RopeTable table = tables.get(100, 4, 6, at::kCPU);
  const at::Tensor q = at::randn({4}).expand({1, 1, 6, 4}), k = at::randn({4}).expand({1, 1, 6, 4});
  const at::Tensor rotated = rope(q, table), scores = rotated.matmul(rope(k, table).transpose(-2, -1));
  EXPECT_TRUE(at::allclose(rotated.norm(2, -1), q.norm(2, -1), 1e-5, 1e-6));
  EXPECT_NEAR(scores[0][0][5][3].item<double>(), scores[0][0][2][0].item<double>(), 1e-4);
}

TEST(Composites, AttentionSeesTheWindowOnly) {
  const at::Tensor q = at::zeros({1, 1, 5, 2}), v = at::arange(5, at::kFloat).view({1, 1, 5, 1}).expand({1, 1, 5, 2});
  const auto means = [&](const Mask& mask) { return attention(q, q, v, mask).select(-1, 0).flatten(); };
  EXPECT_TRUE(at::allclose(means({1, true, 0}), at::tensor({0.0f, 0.5f, 1.0f, 1.5f, 2.0f})));
  EXPECT_TRUE(at::allclose(means({1, true, 2}), at::tensor({0.0f, 0.5f, 1.5f, 2.5f, 3.5f})));
  EXPECT_TRUE(at::allclose(means({1, false, 0}), at::full({5}, 2.0f)));
  EXPECT_TRUE(at::allclose(means({1, false, 2}), at::tensor({0.5f, 1.0f, 2.0f, 3.0f, 3.5f})));
}

TEST(Composites, LibraryAttentionMeansTheSame) {
  const auto make = [] { return at::randn({2, 3, 7, 4}); };
  const at::Tensor q = make(), k = make(), v = make();
  for (const bool causal : {true, false}) {
    const at::Tensor expected = composites::attention(q, k, v, {0.7, causal, 0});
    EXPECT_TRUE(at::allclose(runtime::attention(q, k, v, 0.7, causal), expected, 1e-4, 1e-5)) << causal;
  }
}

TEST(Composites, HeadsRepeatInGroups) {
  const at::Tensor x = at::arange(2, at::kFloat).view({1, 2, 1, 1});
  EXPECT_TRUE(at::equal(repeat_heads(x, 4).flatten(), at::tensor({0.0f, 0.0f, 1.0f, 1.0f})));
  EXPECT_TRUE(repeat_heads(x, 2).is_same(x));
}

}  // namespace
}  // namespace cdp::runtime::composites
