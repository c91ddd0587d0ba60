// Rotary positions against their definition, on the CPU against the plain composite, gradients too.
#include "runtime/graph/ops/composites.h"
#include "runtime/graph/ops/cpu.h"
#include "tests/runtime/graph/ops/run.h"
#include "tests/runtime/graph/ops/types.h"

namespace cdp::runtime {
namespace {

TEST(Rope, RopeRotatesByPosition) {
  Attributes settings;
  settings.theta = 100;
  const at::Tensor x = at::ones({1, 1, 3, 4});
  const at::Tensor y = run(Op::rope, {{x}}, settings);
  EXPECT_NEAR(y[0][0][2][1].item<double>(), std::cos(0.2) - std::sin(0.2), 1e-6);  // 2 * 100^(-2/4)
  EXPECT_NEAR(y[0][0][2][3].item<double>(), std::cos(0.2) + std::sin(0.2), 1e-6);
}

TEST(Rope, KeepsLengthsAndDependsOnDistanceOnly) {
  RopeTables tables;
  const RopeTable table = tables.get(100, 4, 6, at::kCPU);
  const at::Tensor q = at::randn({4}).expand({1, 1, 6, 4}), k = at::randn({4}).expand({1, 1, 6, 4});
  const at::Tensor rotated = composites::rope(q, table),
                   scores = rotated.matmul(composites::rope(k, table).transpose(-2, -1));
  EXPECT_TRUE(at::allclose(rotated.norm(2, -1), q.norm(2, -1), 1e-5, 1e-6));
  EXPECT_NEAR(scores[0][0][5][3].item<double>(), scores[0][0][2][0].item<double>(), 1e-4);
}

class CpuRope : public InTypes {};
INSTANTIATE_TEST_SUITE_P(Types, CpuRope, kTypes, type_name);

TEST_P(CpuRope, MeansTheComposite) {
  RopeTables tables;
  const RopeTable table = tables.get(10000, 10, 7, at::kCPU);
  const auto with = [&](auto&& rotate) {
    return [&tables, table, rotate](const Tensors& in) { return rotate(in[0].transpose(1, 2), table); };
  };
  expect_same(with([](const at::Tensor& x, const RopeTable& t) { return cpu::rope(x, t); }),
              with([](const at::Tensor& x, const RopeTable& t) { return composites::rope(x, t); }),
              {noise({3, 7, 2, 10})}, tolerance());
}

}  // namespace
}  // namespace cdp::runtime
