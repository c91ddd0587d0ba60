// The estimates by themselves, and their average. On gradients: gradient_noise_test.cpp.
#include "runtime/train/noise_scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cdp::runtime {
namespace {

/// What the squared norms are on average where |G|^2 = 3 and tr(Sigma) = 60.
SquaredNorms expected(std::vector<double> parts) {
  SquaredNorms norms;
  for (const double rows : parts) {
    norms.parts += (3 + 60 / rows) / static_cast<double>(parts.size());
    norms.inverse_rows += 1 / rows / static_cast<double>(parts.size());
    norms.rows += rows;
  }
  norms.whole = 3 + 60 / norms.rows;
  return norms;
}

TEST(NoiseScale, IsWithoutBias) {
  for (const std::vector<double>& parts : {std::vector<double>{4, 4}, {1, 1, 1, 1}, {3, 3, 2}}) {
    const NoiseEstimate estimate = estimate_noise(expected(parts));
    EXPECT_NEAR(estimate.gradient, 3, 1e-12);
    EXPECT_NEAR(estimate.trace, 60, 1e-12);
    EXPECT_NEAR(estimate.scale(), 20, 1e-12);
  }
}

TEST(NoiseScale, NoiseMayHideTheGradient) {
  EXPECT_TRUE(std::isnan(NoiseEstimate({-1, 5}).scale()));
  EXPECT_TRUE(std::isnan(NoiseEstimate({0, 5}).scale()));
}

TEST(NoiseAverage, TakesPartsNotRatios) {
  NoiseAverage average(2);
  average.add(std::vector<NoiseEstimate>{{1, 10}, {-1, 4}});
  EXPECT_DOUBLE_EQ(average.of(0).gradient, 1) << "what has been seen is all the weight";
  EXPECT_DOUBLE_EQ(average.of(0).trace, 10);
  average.add(std::vector<NoiseEstimate>{{3, 20}, {5, 4}});
  const double old = NoiseAverage::kDecay / (1 + NoiseAverage::kDecay);
  EXPECT_NEAR(average.of(0).gradient, old * 1 + (1 - old) * 3, 1e-12);
  EXPECT_NEAR(average.of(1).gradient, old * -1 + (1 - old) * 5, 1e-12);
  EXPECT_NEAR(average.all().gradient, average.of(0).gradient + average.of(1).gradient, 1e-12);
  EXPECT_NEAR(average.all().trace, average.of(0).trace + 4, 1e-12);
  EXPECT_EQ(average.steps(), 2);
}

TEST(NoiseAverage, ForgetsWhatIsLongAgo) {
  NoiseAverage average(1);
  for (int i = 0; i < 100; ++i) average.add(std::vector<NoiseEstimate>{{100, 100}});
  for (int i = 0; i < 2000; ++i) average.add(std::vector<NoiseEstimate>{{1, 7}});
  EXPECT_NEAR(average.all().scale(), 7, 1e-3);
}

TEST(NoiseAverage, AStepThatIsNotFiniteIsPassedOver) {
  NoiseAverage average(2);
  average.add(std::vector<NoiseEstimate>{{1, 10}, {2, 4}});
  average.add(std::vector<NoiseEstimate>{{1, 10}, {2, std::numeric_limits<double>::infinity()}});
  EXPECT_EQ(average.steps(), 1);
  EXPECT_DOUBLE_EQ(average.of(1).trace, 4);
}

TEST(NoiseAverage, ComesBackExactly) {
  NoiseAverage average(2);
  for (int i = 1; i < 5; ++i) average.add(std::vector<NoiseEstimate>{{0.1 / i, 1e-9}, {-1e30 / 7, 3}});
  const auto read = NoiseAverage::parse(average.text(), 2);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text(), average.text());
  EXPECT_EQ(read->steps(), 4);
  EXPECT_EQ(read->of(0).gradient, average.of(0).gradient);
  EXPECT_EQ(read->of(1).gradient, average.of(1).gradient);
  for (const char* const text : {"", "1", "x 1 2 3 4", "1 1 2 3", "1 1 2 3 4 5", "-1 1 2 3 4", "1 1 2 3 nan",
                                 "1,1,2,3,4", "99999999999999999999 1 2 3 4"})
    EXPECT_FALSE(NoiseAverage::parse(text, 2)) << text;
}

}  // namespace
}  // namespace cdp::runtime
