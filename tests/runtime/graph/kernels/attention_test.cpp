// The attention kernels of every instruction set against plain loops.
#include <cmath>

#include "tests/runtime/graph/kernels/kernel_data.h"

namespace cdp::runtime::kernels {
namespace {

constexpr std::size_t kTime = 45, kWidth = 20;  // neither is a multiple of a block
constexpr float kScale = 0.3f;

using Matrix = std::vector<std::vector<double>>;

/// Plain attention of one head and its gradients, in double.
struct Plain {
  Matrix probabilities, out, grad_q, grad_k, grad_v;

  Plain(const Numbers& q, const Numbers& k, const Numbers& v, const Numbers& grad, bool causal) {
    const Matrix zero(kTime, std::vector<double>(kWidth));
    out = grad_q = grad_k = grad_v = zero;
    for (std::size_t i = 0; i < kTime; ++i) {
      std::vector<double> p(kTime), dp(kTime);
      double sum = 0, along = 0;
      for (std::size_t j = 0; j < (causal ? i + 1 : kTime); ++j) {
        for (std::size_t c = 0; c < kWidth; ++c) p[j] += q[i * kWidth + c] * k[j * kWidth + c] * kScale;
        sum += p[j] = std::exp(p[j]);
      }
      for (std::size_t j = 0; j < kTime; ++j) {
        p[j] /= sum;
        for (std::size_t c = 0; c < kWidth; ++c) {
          out[i][c] += p[j] * v[j * kWidth + c];
          dp[j] += grad[i * kWidth + c] * v[j * kWidth + c];
          grad_v[j][c] += p[j] * grad[i * kWidth + c];
        }
        along += p[j] * dp[j];
      }
      for (std::size_t j = 0; j < kTime; ++j) {
        const double ds = kScale * p[j] * (dp[j] - along);
        for (std::size_t c = 0; c < kWidth; ++c) {
          grad_q[i][c] += ds * k[j * kWidth + c];
          grad_k[j][c] += ds * q[i * kWidth + c];
        }
      }
    }
  }
};

void expect_equal(const Numbers& found, const Matrix& expected, const char* what) {
  for (std::size_t t = 0; t < kTime; ++t) {
    for (std::size_t c = 0; c < kWidth; ++c) {
      ASSERT_NEAR(found[t * kWidth + c], expected[t][c], found.tolerance() * (1 + std::abs(expected[t][c])))
          << what << t << ',' << c;
    }
  }
}

class Attend : public EachSet {
 protected:
  void compare(bool causal) {
    constexpr std::size_t kSize = kTime * kWidth;
    Numbers q = Numbers::noise(type(), kSize, 1), k = Numbers::noise(type(), kSize, 2),
            v = Numbers::noise(type(), kSize, 3);
    Numbers grad = Numbers::noise(type(), kSize, 4), out(type(), kSize);
    Numbers grad_q(type(), kSize), grad_k(type(), kSize), grad_v(type(), kSize);
    const auto rows = [](Numbers& n) { return Rows{n.data(), {0, 0, kWidth}}; };
    std::vector<float> log_sums(kTime), scratch(static_cast<std::size_t>(attention_scratch(kTime, kWidth)));
    const Attention job{type(), rows(q), rows(k), rows(v), rows(out), log_sums.data(),
                        1,      kTime,   kWidth,  kScale,  causal,    scratch.data()};
    kernels().attention_forward(job, 0, 1);
    kernels().attention_backward({job, rows(grad), rows(grad_q), rows(grad_k), rows(grad_v)}, 0, 1);
    const Plain plain(q, k, v, grad, causal);
    expect_equal(out, plain.out, "out ");
    expect_equal(grad_q, plain.grad_q, "grad_q ");
    expect_equal(grad_k, plain.grad_k, "grad_k ");
    expect_equal(grad_v, plain.grad_v, "grad_v ");
  }
};
INSTANTIATE_TEST_SUITE_P(Sets, Attend, every_set(), set_name);

TEST_P(Attend, CausalMatchesPlainLoops) {
  compare(true);
}
TEST_P(Attend, BothWaysMatchesPlainLoops) {
  compare(false);
}

}  // namespace
}  // namespace cdp::runtime::kernels
