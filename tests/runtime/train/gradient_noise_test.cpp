// The noise scale of problems whose noise is known in closed form, and that measuring changes no bit.
#include "runtime/train/gradient_noise.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

Parameter parameter(const std::string& name, const torch::Tensor& values) {
  Parameter made{name, values.clone(), {}};
  made.compute = made.master;
  made.compute.set_requires_grad(true);
  return made;
}

/// Mean and its standard error.
struct Mean {
  double mean = 0, error = 0;
};
Mean mean_of(const std::vector<double>& values) {
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares) / static_cast<double>(values.size())};
}

/// Least squares: y = w x + noise of standard deviation sigma, x of d independent normal numbers, and a model at
/// w + delta. With e = delta x - noise the gradient of a row is 2 e x, so that
///   |G|^2      = 4 |delta|^2
///   tr(Sigma)  = 4 ((d + 1) |delta|^2 + d sigma^2)
/// and B_simple = d + 1 + d sigma^2 / |delta|^2 (fourth moments of a normal x: E (delta x)^2 |x|^2 = (d + 2)
/// |delta|^2).
TEST(GradientNoise, IsThatOfLeastSquaresInClosedForm) {
  constexpr std::int64_t kInputs = 6;
  constexpr double kSigma = 2;
  at::set_num_threads(1);
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<Parameter> parameters = {parameter("delta", torch::tensor({0.5F, -1.0F, 0.25F, 1.0F, 0.0F, 0.5F}))};
  const double square = at::square(parameters[0].master.detach()).sum().item<double>();
  GradientNoise noise(parameters);
  std::vector<double> gradients, traces;
  for (int step = 0; step < 4000; ++step) {
    parameters[0].compute.mutable_grad() = torch::Tensor();
    for (const std::int64_t rows : {3, 3, 2}) {
      const torch::Tensor x = torch::empty({rows, kInputs}), y = torch::empty({rows});
      for (std::int64_t i = 0; i < x.numel(); ++i) x.data_ptr<float>()[i] = normal(random);
      for (std::int64_t i = 0; i < rows; ++i) y.data_ptr<float>()[i] = static_cast<float>(kSigma) * normal(random);
      const double share = static_cast<double>(rows) / 8;
      noise.begin_part(rows, share);
      (at::square(at::mv(x, parameters[0].compute) - y).mean() * share).backward();
    }
    const NoiseEstimate estimate = estimates_of(noise.end_step())[0];
    gradients.push_back(estimate.gradient);
    traces.push_back(estimate.trace);
  }
  const Mean gradient = mean_of(gradients), trace = mean_of(traces);
  const double expected_trace = 4 * ((kInputs + 1) * square + kInputs * kSigma * kSigma);
  EXPECT_NEAR(gradient.mean, 4 * square, 4 * gradient.error);
  EXPECT_NEAR(trace.mean, expected_trace, 4 * trace.error);
  EXPECT_LT(gradient.error, 0.05 * 4 * square) << "else the test says nothing";
  EXPECT_LT(trace.error, 0.02 * expected_trace);
  const double scale = kInputs + 1 + kInputs * kSigma * kSigma / square;
  EXPECT_NEAR(NoiseEstimate({gradient.mean, trace.mean}).scale(), scale, 0.15 * scale);
}

TEST(GradientNoise, WithoutNoiseThereIsNone) {
  std::vector<Parameter> parameters = {parameter("w", torch::ones({3})), parameter("unused", torch::ones({2}))};
  GradientNoise noise(parameters);
  for (int part = 0; part < 2; ++part) {
    noise.begin_part(2, 0.5);
    (at::square(parameters[0].compute).sum() * 0.5).backward();  // the same for every row
  }
  const auto estimates = estimates_of(noise.end_step());
  ASSERT_EQ(estimates.size(), 2U);
  EXPECT_NEAR(estimates[0].gradient, 12, 1e-5);
  EXPECT_NEAR(estimates[0].trace, 0, 1e-5);
  EXPECT_EQ(estimates[1].gradient, 0) << "no gradient arrives there";
  EXPECT_EQ(estimates[1].trace, 0);
}

TEST(GradientNoise, LeavesNoHookBehind) {
  std::vector<Parameter> parameters = {parameter("w", torch::ones({3}))};
  { const GradientNoise noise(parameters); }
  parameters[0].compute.sum().backward();
  EXPECT_EQ(parameters[0].compute.grad().sum().item<double>(), 3);
}

}  // namespace
}  // namespace cdp::runtime::testing
