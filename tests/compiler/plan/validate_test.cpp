// What a plan says about the run, in and out of its domains.
#include <functional>
#include <limits>
#include <string>

#include <gmock/gmock.h>

#include "compiler/plan/json.h"
#include "tests/compiler/plan/sample_classifier.h"

namespace cdp::plan {
namespace {

using ::testing::StartsWith;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::string error_after(const std::function<void(Plan&)>& change) {
  Plan plan = testing::sample_plan();
  change(plan);
  const Status status = validate(plan);
  return status ? "no error" : status.error().text();
}

TEST(Validate, AcceptsTheSample) {
  EXPECT_EQ(error_after([](Plan&) {}), "no error");
}

TEST(Validate, HoldsFormatAndVersion) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.format = "x"; }), "format: not a cdp plan: it is `x`");
  EXPECT_EQ(error_after([](Plan& plan) { plan.version = 3; }), "version: version 3 is not 2, which this cdp reads");
}

TEST(Validate, HoldsTheScale) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.scale[0].second.target = 0; }),
            "scale.width.target: 0 is out of range; a scale must be above 0");
  EXPECT_THAT(error_after([](Plan& plan) { plan.scale[1].second.ratio = kNan; }), StartsWith("scale.depth.ratio: nan"));
  EXPECT_EQ(error_after([](Plan& plan) { plan.parameterization.arguments[0].second = kNan; }),
            "parameterization.arguments.alpha: nan is not a finite number");
}

TEST(Validate, HoldsTheCounts) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.steps = 0; }),
            "training.steps: 0 is too small; it must be at least 1");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.batch = -4; }),
            "training.batch: -4 is too small; it must be at least 1");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.context = 0; }),
            "training.context: 0 is too small; it must be at least 1");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.context.reset(); }),
            "training: next_token needs `context`, the tokens of a sequence");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.seed = -1; }),
            "training.seed: -1 is too small; it must be at least 0");
  EXPECT_THAT(error_after([](Plan& plan) { plan.training.steps = std::numeric_limits<std::int64_t>::max(); }),
              StartsWith("training.steps: 9223372036854775807 is too large"));
}

TEST(Validate, HoldsTheAxes) {
  const auto with = [](int count) {
    return [count](Plan& plan) {
      for (int i = static_cast<int>(plan.scale.size()); i < count; ++i)
        plan.scale.emplace_back("a" + std::to_string(i), AxisScale{1, 2, 2, ""});
    };
  };
  EXPECT_EQ(error_after(with(1000)), "no error");
  EXPECT_EQ(error_after(with(1001)), "scale: 1001 axes are too many; there may be 1000");
}

TEST(Validate, TellsTasksWithTokensFromThoseWithFeatures) {
  EXPECT_TRUE(validate(testing::sample_classifier()));
  const auto fault = [](const std::function<void(Training&)>& change) {
    Plan plan = testing::sample_classifier();
    change(plan.training);
    return validate(plan).error().text();
  };
  EXPECT_EQ(fault([](Training& t) { t.features.reset(); }),
            "training: classify needs `features`, the numbers of a sample");
  EXPECT_EQ(fault([](Training& t) { t.context = 8; }), "training: classify has no `context`");
  EXPECT_EQ(fault([](Training& t) { t.features = 0; }), "training.features: 0 is too small; it must be at least 1");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.features = 4; }), "training: next_token has no `features`");
}

TEST(Validate, HoldsTheSchedule) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.schedule.warmup_steps = 101; }),
            "training.schedule.warmup_steps: 101 is too large; it must be at most 100");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.schedule.decay_steps = 3; }),
            "training.schedule: schedule linear has no `decay_steps`");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.schedule.kind = ScheduleKind::wsd; }),
            "training.schedule: schedule wsd needs `decay_steps`");
  EXPECT_EQ(error_after([](Plan& plan) {
              plan.training.schedule = {ScheduleKind::wsd, 10, 91, 0};
            }),
            "training.schedule.decay_steps: 91 is too large; it must be at most 90");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.schedule = {ScheduleKind::wsd, 10, 90, 0.5}; }), "no error");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.schedule.floor = 1.5; }),
            "training.schedule.floor: 1.5 is out of range; floor is a fraction of the peak, from 0 to 1");
  EXPECT_THAT(error_after([](Plan& plan) { plan.training.schedule.floor = kNan; }),
              StartsWith("training.schedule.floor: nan"));
}

TEST(Validate, HoldsTheClipping) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.grad_clip = 0; }),
            "training.grad_clip: 0 is out of range; leave grad_clip out for no clipping, or make it positive");
  EXPECT_EQ(error_after([](Plan& plan) { plan.training.grad_clip.reset(); }), "no error");
}

}  // namespace
}  // namespace cdp::plan
