// The kernels of optimizers in every instruction set against plain loops.
#include <cmath>
#include <limits>

#include "tests/runtime/graph/kernels/kernel_data.h"

namespace cdp::runtime::kernels {
namespace {

class Optimizer : public EachSet {};
INSTANTIATE_TEST_SUITE_P(Sets, Optimizer, every_set(), set_name);

TEST_P(Optimizer, UpdatesMomentsMasterAndShadowInOnePass) {
  constexpr std::size_t kCount = 45;
  Numbers grad = Numbers::noise(type(), kCount, 1);
  std::vector<float> master(kCount, 0.5f), m(kCount, 0.1f), v(kCount, 0.2f);
  std::vector<std::uint16_t> shadow(kCount);
  const UpdateChunk job{master.data(), m.data(), v.data(), grad.data(), type(), shadow.data(), 0.5f,
                        0.9f,          0.95f,    1e-3f,    0.01f,       0.02f,  0.7f};
  kernels().adamw(job, 0, kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    const double g = 0.5 * grad[i];
    EXPECT_NEAR(m[i], 0.09 + 0.1 * g, 1e-6);
    EXPECT_NEAR(v[i], 0.19 + 0.05 * g * g, 1e-6);
    const double expected = 0.5 * 0.99 - 0.02 * ((0.09 + 0.1 * g) / (std::sqrt(0.19 + 0.05 * g * g) / 0.7 + 1e-3));
    EXPECT_NEAR(master[i], expected, 1e-6);
    const float copy = std::bit_cast<float>(static_cast<std::uint32_t>(shadow[i]) << 16);
    EXPECT_LE(std::abs(copy - master[i]), std::abs(master[i]) / 256) << "rounded, not cut";
  }
}

TEST_P(Optimizer, SgdAddsGradientsUp) {
  constexpr std::size_t kCount = 45;
  Numbers grad = Numbers::noise(type(), kCount, 1);
  std::vector<float> master(kCount, 0.5f), m(kCount, 0.1f);
  kernels().sgd({master.data(), m.data(), nullptr, grad.data(), type(), nullptr, 0.5f, 0.9f, 0, 0, 0.01f, 0.02f, 1}, 1,
                kCount);
  EXPECT_EQ(master[0], 0.5f) << "before the range";
  for (std::size_t i = 1; i < kCount; ++i) {
    EXPECT_NEAR(m[i], 0.09 + 0.5 * grad[i], 1e-6);
    EXPECT_NEAR(master[i], 0.5 * 0.99 - 0.02 * (0.09 + 0.5 * grad[i]), 1e-6);
  }
}

TEST_P(Optimizer, LionGoesBySigns) {
  constexpr std::size_t kCount = 45;
  Numbers grad = Numbers::noise(type(), kCount, 1);
  grad.set(7, 0);
  std::vector<float> master(kCount, 0.5f), m(kCount, 0.02f);
  m[7] = 0;
  std::vector<std::uint16_t> shadow(kCount);
  kernels().lion(
      {master.data(), m.data(), nullptr, grad.data(), type(), shadow.data(), 0.5f, 0.9f, 0.99f, 0, 0.01f, 0.02f, 1}, 0,
      kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    const double g = 0.5 * grad[i], before = i == 7 ? 0 : 0.02;
    const double direction = 0.9 * before + 0.1 * g;
    const double sign = direction > 0 ? 1 : direction < 0 ? -1 : 0;
    EXPECT_NEAR(master[i], 0.5 * 0.99 - 0.02 * sign, 1e-6) << i;
    EXPECT_NEAR(m[i], 0.99 * before + 0.01 * g, 1e-6);
    const float copy = std::bit_cast<float>(static_cast<std::uint32_t>(shadow[i]) << 16);
    EXPECT_LE(std::abs(copy - master[i]), std::abs(master[i]) / 256);
  }
}

TEST_P(Optimizer, ShadowsRoundToEvenAndKeepNan) {
  Numbers grad(type(), 3);
  const float half_way_down = 1.0f + 1.0f / 256, half_way_up = 1.0f + 3.0f / 256;  // bf16 has steps of 1/128 there
  std::vector<float> master = {half_way_down, half_way_up, std::numeric_limits<float>::quiet_NaN()}, m(3), v(3);
  std::vector<std::uint16_t> shadow(3);
  kernels().adamw({master.data(), m.data(), v.data(), grad.data(), type(), shadow.data(), 1, 0, 0, 1, 0, 0, 1}, 0, 3);
  EXPECT_EQ(shadow[0], 0x3f80);
  EXPECT_EQ(shadow[1], 0x3f82);
  EXPECT_EQ(shadow[2], 0x7fc0);
}

TEST_P(Optimizer, SumsSquaresOfARange) {
  Numbers x = Numbers::noise(type(), 1000, 1);
  double sum = 0, expected = 0;
  for (std::size_t i = 100; i < 900; ++i) expected += x[i] * x[i];
  kernels().sum_of_squares({x.data(), type(), &sum}, 100, 900);
  EXPECT_NEAR(sum, expected, 1e-9);
}

}  // namespace
}  // namespace cdp::runtime::kernels
