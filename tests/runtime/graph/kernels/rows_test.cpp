// The kernels that work row by row against plain loops.
#include <cmath>

#include "tests/runtime/graph/kernels/kernel_data.h"

namespace cdp::runtime::kernels {
namespace {

class Rows : public EachSet {};
INSTANTIATE_TEST_SUITE_P(Sets, Rows, every_set(), set_name);

std::vector<float> floats(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = 1 + static_cast<float>(i) / 1024;  // bf16 would round it
  return values;
}

TEST_P(Rows, RmsNormIsTheFormula) {
  constexpr std::size_t kRows = 5, kWidth = 37;
  Numbers x = Numbers::noise(type(), kRows * kWidth, 1), y(type(), kRows * kWidth);
  const std::vector<float> gain = floats(kWidth);
  std::vector<float> inverse(kRows);
  kernels().rms_norm_forward({type(), x.data(), gain.data(), y.data(), inverse.data(), kWidth, 1e-6f}, 0, kRows);
  for (std::size_t row = 0; row < kRows; ++row) {
    double sum = 0;
    for (std::size_t i = 0; i < kWidth; ++i) sum += x[row * kWidth + i] * x[row * kWidth + i];
    const double expected = 1 / std::sqrt(sum / kWidth + 1e-6);
    EXPECT_NEAR(inverse[row], expected, 1e-5);
    for (std::size_t i = 0; i < kWidth; ++i) {
      EXPECT_NEAR(y[row * kWidth + i], x[row * kWidth + i] * expected * gain[i], y.tolerance());
    }
  }
}

TEST_P(Rows, RmsNormBackwardIsTheFormula) {
  constexpr std::size_t kWidth = 21;
  Numbers x = Numbers::noise(type(), kWidth, 1);
  const std::vector<float> gain = floats(kWidth);
  Numbers grad = Numbers::noise(type(), kWidth, 3), grad_x(type(), kWidth);
  const float inverse = 1.5f;
  std::vector<float> grad_gain(kWidth, 0.25f);
  kernels().rms_norm_backward(
      {type(), x.data(), gain.data(), grad.data(), &inverse, grad_x.data(), grad_gain.data(), kWidth}, 0, 1);
  double along = 0;
  for (std::size_t i = 0; i < kWidth; ++i) along += grad[i] * gain[i] * x[i] * 1.5 / kWidth;
  for (std::size_t i = 0; i < kWidth; ++i) {
    EXPECT_NEAR(grad_x[i], 1.5 * (grad[i] * gain[i] - 1.5 * x[i] * along), grad_x.tolerance());
    EXPECT_NEAR(grad_gain[i], 0.25 + grad[i] * x[i] * 1.5, 1e-5) << "added to what was there";
  }
}

TEST_P(Rows, RopeRotatesPairsThereAndBack) {
  constexpr std::size_t kTime = 3, kHeads = 2, kWidth = 6;
  Numbers x = Numbers::noise(type(), kTime * kHeads * kWidth, 1), y(type(), x.size()), back(type(), x.size());
  std::vector<float> cos, sin;
  for (std::size_t i = 0; i < kTime * kWidth / 2; ++i) {
    cos.push_back(std::cos(0.3f * static_cast<float>(i)));
    sin.push_back(std::sin(0.3f * static_cast<float>(i)));
  }
  // Both in memory as (time, heads, width).
  const auto rows = [&](Numbers& n) { return kernels::Rows{n.data(), {0, kWidth, kHeads * kWidth}}; };
  kernels().rope({type(), rows(x), rows(y), cos.data(), sin.data(), kHeads, kTime, kWidth, 1.0f}, 0, kHeads);
  kernels().rope({type(), rows(y), rows(back), cos.data(), sin.data(), kHeads, kTime, kWidth, -1.0f}, 0, kHeads);
  const std::size_t at = (2 * kHeads + 1) * kWidth + 1;  // time 2, head 1, pair 1
  const double c = cos[2 * 3 + 1], s = sin[2 * 3 + 1];
  EXPECT_NEAR(y[at], x[at] * c - x[at + 3] * s, y.tolerance());
  EXPECT_NEAR(y[at + 3], x[at + 3] * c + x[at] * s, y.tolerance());
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(back[i], x[i], x.tolerance());
}

TEST_P(Rows, SwigluAndItsGradientAreTheFormula) {
  constexpr std::size_t kCount = 67;
  Numbers x = Numbers::noise(type(), kCount, 1), y = Numbers::noise(type(), kCount, 2), out(type(), kCount);
  Numbers grad = Numbers::noise(type(), kCount, 3), grad_x(type(), kCount), grad_y(type(), kCount);
  for (std::size_t i = 0; i < kCount; ++i) x.set(i, static_cast<float>(x[i]) * 40.0f);  // far into both tails
  kernels().swiglu_forward({type(), x.data(), y.data(), out.data()}, 0, kCount);
  kernels().swiglu_backward({type(), x.data(), y.data(), grad.data(), grad_x.data(), grad_y.data()}, 0, kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    const double s = 1 / (1 + std::exp(-x[i])), tolerance = out.tolerance() * (1 + std::abs(x[i]));
    EXPECT_NEAR(out[i], x[i] * s * y[i], tolerance);
    EXPECT_NEAR(grad_y[i], grad[i] * x[i] * s, tolerance);
    EXPECT_NEAR(grad_x[i], grad[i] * y[i] * s * (1 + x[i] * (1 - s)), tolerance);
  }
}

}  // namespace
}  // namespace cdp::runtime::kernels
