// The learning rate's course, each kind at its corners.
#include "runtime/train/schedule.h"

#include <gmock/gmock.h>

#include <vector>

namespace cdp::runtime {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

std::vector<double> course(const plan::Schedule& schedule, std::int64_t steps) {
  std::vector<double> out;
  for (std::int64_t step = 0; step < steps; ++step) out.push_back(schedule_factor(schedule, steps, step));
  return out;
}

auto are(std::vector<double> values) {
  return Pointwise(DoubleNear(1e-12), std::move(values));
}

TEST(Schedule, ConstantWarmsUpAndStays) {
  EXPECT_THAT(course({"constant", 0, {}, 0}, 3), are({1, 1, 1}));
  EXPECT_THAT(course({"constant", 4, {}, 0}, 6), are({0.25, 0.5, 0.75, 1, 1, 1}));
}

TEST(Schedule, LinearReachesTheFloorInTheLastStep) {
  EXPECT_THAT(course({"linear", 0, {}, 0}, 5), are({1, 0.75, 0.5, 0.25, 0}));
  EXPECT_THAT(course({"linear", 2, {}, 0}, 6), are({0.5, 1, 0.75, 0.5, 0.25, 0}));
  EXPECT_THAT(course({"linear", 1, {}, 0.2}, 3), are({1, 0.6, 0.2}));
}

TEST(Schedule, CosineFallsFromPeakToFloor) {
  const auto values = course({"cosine", 1, {}, 0.1}, 5);
  EXPECT_THAT(values, are({1, 0.1 + 0.9 * (1 + std::sqrt(0.5)) / 2, 0.55, 0.1 + 0.9 * (1 - std::sqrt(0.5)) / 2, 0.1}));
}

TEST(Schedule, WsdStaysUntilItsDecay) {
  EXPECT_THAT(course({"wsd", 2, 2, 0}, 6), are({0.5, 1, 1, 1, 0.5, 0}));
  EXPECT_THAT(course({"wsd", 0, 1, 0.5}, 3), are({1, 1, 0.5}));
  EXPECT_THAT(course({"wsd", 0, {}, 0}, 3), are({1, 1, 1}));
  EXPECT_THAT(course({"wsd", 0, 9, 0}, 2), are({0.5, 0}));
}

TEST(Schedule, OverlappingWarmupAndDecayTakeTheSmaller) {
  EXPECT_THAT(course({"wsd", 3, 3, 0}, 4), are({1.0 / 3, 2.0 / 3, 1.0 / 3, 0}));
}

TEST(Schedule, AllWarmupHasNoDecay) {
  for (const char* kind : {"linear", "cosine"}) {
    EXPECT_THAT(course({kind, 4, {}, 0}, 4), are({0.25, 0.5, 0.75, 1}));
    EXPECT_THAT(course({kind, 8, {}, 0}, 2), are({0.125, 0.25}));
  }
}

TEST(Schedule, OneStepIsTakenAtThePeak) {
  for (const char* kind : {"constant", "linear", "cosine", "wsd"}) {
    EXPECT_THAT(course({kind, 0, 1, 0}, 1), ElementsAre(1)) << kind;
    EXPECT_THAT(course({kind, 1, 1, 0}, 1), ElementsAre(1)) << kind;
  }
}

}  // namespace
}  // namespace cdp::runtime
