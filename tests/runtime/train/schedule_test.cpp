// The learning rate's course, each kind at its corners.
#include "runtime/train/schedule.h"

#include <gmock/gmock.h>

#include <vector>

namespace cdp::runtime {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

using Kind = plan::ScheduleKind;

std::vector<double> course(const plan::Schedule& schedule, std::int64_t steps) {
  std::vector<double> out;
  for (std::int64_t step = 0; step < steps; ++step) out.push_back(schedule_factor(schedule, steps, step));
  return out;
}

auto are(std::vector<double> values) {
  return Pointwise(DoubleNear(1e-12), std::move(values));
}

TEST(Schedule, ConstantWarmsUpAndStays) {
  EXPECT_THAT(course({Kind::constant, 0, {}, 0}, 3), are({1, 1, 1}));
  EXPECT_THAT(course({Kind::constant, 4, {}, 0}, 6), are({0.25, 0.5, 0.75, 1, 1, 1}));
}

TEST(Schedule, LinearWouldReachTheFloorAfterTheLastStep) {
  EXPECT_THAT(course({Kind::linear, 0, {}, 0}, 4), are({1, 0.75, 0.5, 0.25}));
  EXPECT_THAT(course({Kind::linear, 2, {}, 0}, 6), are({0.5, 1, 1, 0.75, 0.5, 0.25}));
  EXPECT_THAT(course({Kind::linear, 1, {}, 0.2}, 3), are({1, 1, 0.6}));
}

TEST(Schedule, CosineFallsFromPeakToFloor) {
  const auto values = course({Kind::cosine, 1, {}, 0.1}, 5);
  EXPECT_THAT(values, are({1, 1, 0.1 + 0.9 * (1 + std::sqrt(0.5)) / 2, 0.55, 0.1 + 0.9 * (1 - std::sqrt(0.5)) / 2}));
}

TEST(Schedule, WsdStaysUntilItsDecay) {
  EXPECT_THAT(course({Kind::wsd, 2, 2, 0}, 6), are({0.5, 1, 1, 1, 1, 0.5}));
  EXPECT_THAT(course({Kind::wsd, 0, 1, 0.5}, 3), are({1, 1, 1}));
  EXPECT_THAT(course({Kind::wsd, 0, 4, 0.5}, 4), are({1, 0.875, 0.75, 0.625}));
  EXPECT_THAT(course({Kind::wsd, 0, {}, 0}, 3), are({1, 1, 1}));
  EXPECT_THAT(course({Kind::wsd, 0, 9, 0}, 2), are({1, 0.5}));
}

TEST(Schedule, NoStepIsTakenWithoutALearningRate) {
  for (const Kind kind : {Kind::linear, Kind::cosine, Kind::wsd}) {
    for (const double factor : course({kind, 3, 7, 0}, 10)) EXPECT_GT(factor, 0) << word(kind);
  }
}

/// By the formulas of transformers (optimization.py: get_linear_schedule_with_warmup, get_cosine_schedule_with_warmup
/// and get_wsd_schedule with linear decay; 3 steps of warm-up, 10 in all, 4 of decay) for the steps behind the warm-up;
/// theirs begins at 0 and is one step behind ours.
TEST(Schedule, DecaysAsTheSchedulesOfTransformers) {
  const auto behind_warmup = [](Kind kind, std::optional<std::int64_t> decay) {
    std::vector<double> all = course({kind, 3, decay, 0}, 10);
    EXPECT_THAT(std::vector(all.begin(), all.begin() + 3), are({1.0 / 3, 2.0 / 3, 1}));
    return std::vector(all.begin() + 3, all.end());
  };
  EXPECT_THAT(behind_warmup(Kind::linear, {}), are({7. / 7, 6. / 7, 5. / 7, 4. / 7, 3. / 7, 2. / 7, 1. / 7}));
  EXPECT_THAT(behind_warmup(Kind::cosine, {}), are({1, 0.9504844339512095, 0.8117449009293668, 0.6112604669781572,
                                                    0.38873953302184283, 0.18825509907063326, 0.04951556604879048}));
  EXPECT_THAT(behind_warmup(Kind::wsd, 4), are({1, 1, 1, 1, 0.75, 0.5, 0.25}));
}

TEST(Schedule, OverlappingWarmupAndDecayTakeTheSmaller) {
  EXPECT_THAT(course({Kind::wsd, 3, 3, 0}, 4), are({1.0 / 3, 2.0 / 3, 2.0 / 3, 1.0 / 3}));
}

TEST(Schedule, AllWarmupHasNoDecay) {
  for (const Kind kind : {Kind::linear, Kind::cosine}) {
    EXPECT_THAT(course({kind, 4, {}, 0}, 4), are({0.25, 0.5, 0.75, 1}));
    EXPECT_THAT(course({kind, 8, {}, 0}, 2), are({0.125, 0.25}));
  }
}

TEST(Schedule, OneStepIsTakenAtThePeak) {
  for (const Kind kind : all_of<Kind>()) {
    EXPECT_THAT(course({kind, 0, 1, 0}, 1), ElementsAre(1)) << word(kind);
    EXPECT_THAT(course({kind, 1, 1, 0}, 1), ElementsAre(1)) << word(kind);
  }
}

}  // namespace
}  // namespace cdp::runtime
