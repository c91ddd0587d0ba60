// A forest predicts what it has not seen of a function, and nothing of noise.
#include "study/importance/forest.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/study/importance/synthetic.h"

namespace cdp::study {
namespace {

TEST(Forest, PredictsWhatItHasNotSeen) {
  EXPECT_GT(Forest(test::drawn(200, 4, 1), 1).held_out_r2(), 0.8);
  EXPECT_GT(Forest(test::drawn(60, 4, 2), 1).held_out_r2(), 0.4);
}

TEST(Forest, PredictsNothingOfNoise) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) EXPECT_LT(Forest(test::noise(40, 4, seed), 1).held_out_r2(), 0.15);
}

TEST(Forest, IsTheSameForTheSameSeed) {
  const Observed points = test::drawn(50, 3, 1);
  EXPECT_EQ(Forest(points, 1).held_out_r2(), Forest(points, 1).held_out_r2());
  EXPECT_NE(Forest(points, 1).held_out_r2(), Forest(points, 2).held_out_r2());
}

TEST(Forest, TakesALogarithmForTheValueItself) {
  Observed points = test::drawn(50, 3, 1);
  const double r2 = Forest(points, 1).held_out_r2();
  for (auto& x : points.x) x[0] = std::exp2(10 * x[0]);
  EXPECT_EQ(Forest(points, 1).held_out_r2(), r2);
}

TEST(Forest, WeightsAreHowOftenValuesOccur) {
  const Forest forest({{{1}, {2}, {2}, {5}}, {1, 2, 2, 3}}, 1);
  EXPECT_EQ(forest.weights(0), (std::vector<double>{0.25, 0.5, 0.25}));
}

TEST(Forest, TakesPointsThatDoNotDiffer) {
  const Forest forest({{{1}, {1}, {1}}, {2, 2, 2}}, 1);
  EXPECT_EQ(forest.held_out_r2(), 0);
  EXPECT_EQ(Forest::at(forest.groves().front(), {0}), 2);
}

}  // namespace
}  // namespace cdp::study
