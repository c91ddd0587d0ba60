// Axes as typed and as chosen, and the plans made for them.
#include "compiler/driver/coordcheck_scales.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string fault(const std::string& axis) {
  const auto wish = parse_axis(axis);
  return wish ? "" : wish.error().text();
}

TEST(ParseAxis, ReadsValuesAndSortsThem) {
  const auto wish = parse_axis("width=256,64,128");
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->axis, "width");
  EXPECT_THAT(wish->values, ElementsAre(64, 128, 256));
  EXPECT_TRUE(parse_axis("depth")->values.empty());
}

TEST(ParseAxis, SaysWhatIsWrong) {
  EXPECT_EQ(fault("width="),
            "--axis: found `` in `width=` where a number above 0 belongs; write values as in width=64,128,256");
  EXPECT_THAT(fault("width=64,x"), HasSubstr("found `x`"));
  EXPECT_THAT(fault("width=64,-1"), HasSubstr("found `-1`"));
  EXPECT_THAT(fault("width=64,nan"), HasSubstr("found `nan`"));
  EXPECT_EQ(fault("width=64"), "--axis: `width=64` is one scale; a slope takes two, and three or four tell more");
  EXPECT_EQ(fault("width=64,128,64"), "--axis: `width=64,128,64` names 64 twice");
  EXPECT_EQ(fault("=64"), "--axis: found `=64`; write NAME or NAME=VALUE,VALUE,...");
}

class ScaleAxes : public ::testing::Test {
 protected:
  ScaledAxes scaled(std::vector<std::string> axes) {
    options_.axes = std::move(axes);
    return scale_axes({example()}, options_, {});
  }
  std::string said(std::vector<std::string> axes) {
    const ScaledAxes found = scaled(std::move(axes));
    EXPECT_FALSE(found);
    EXPECT_EQ(found.answer.exit_code, kCouldNotRun);
    return found.answer.err;
  }

  CoordcheckOptions options_;
};

TEST_F(ScaleAxes, WidthAndDepthAroundTheReference) {
  const ScaledAxes found = scaled({});
  ASSERT_EQ(found.axes.size(), 2U) << found.answer.err;
  EXPECT_THAT(found.axes[0].values, ElementsAre(64, 128, 256, 512));
  EXPECT_THAT(found.axes[1].values, ElementsAre(2, 4, 8, 16));
  EXPECT_FALSE(found.axes[0].study.deepens);
  EXPECT_TRUE(found.axes[1].study.deepens);
  EXPECT_EQ(found.axes[1].study.reference.at("width"), 128);
  EXPECT_FALSE(found.axes[1].study.reference.contains("batch"));  // another trainer's may be another
  EXPECT_EQ(found.parameterization, "complete_d_p");
}

TEST_F(ScaleAxes, PlansHaveTheOverrides) {
  options_.sets = {"base.lr=1e-3"};
  const ScaledAxes found = scaled({"width=64,256"});
  ASSERT_TRUE(found);
  for (const plan::Plan& plan : found.axes[0].plans) EXPECT_EQ(plan.spec.set, options_.sets);
  const auto norm = [](const plan::Plan& plan) {
    return std::find_if(plan.tensors.begin(), plan.tensors.end(), [](const auto& t) { return t.name == "norm.gain"; })
        ->lr;
  };
  EXPECT_EQ(norm(found.axes[0].plans[0]), 1e-3);
  EXPECT_EQ(norm(found.axes[0].plans[1]), 1e-3);
}

TEST_F(ScaleAxes, PlansAreBrief) {
  const ScaledAxes found = scaled({"width=64,256"});
  ASSERT_TRUE(found);
  const plan::Training& training = found.axes[0].plans[1].training;
  EXPECT_EQ(training.steps, 10);
  EXPECT_EQ(training.batch, 4);  // of 256 tokens
  EXPECT_EQ(training.schedule.kind, plan::ScheduleKind::constant);
  EXPECT_EQ(training.schedule.warmup_steps, 0);
  EXPECT_FALSE(training.grad_clip);
  EXPECT_EQ(training.precision, plan::Precision::fp32);
  EXPECT_EQ(found.axes[0].plans[1].tensors.front().shape.back(), 256);
  options_.batch = 7;
  EXPECT_EQ(scaled({"width=64,256"}).axes[0].plans[0].training.batch, 7);
}

TEST_F(ScaleAxes, ScalesThatAnAssertRefusesAreLeftOutOrSaid) {
  options_.config.isolated = true;
  const std::string text = said({"width=64,100"});
  EXPECT_THAT(text, HasSubstr("width"));
  EXPECT_THAT(text, HasSubstr("100"));
}

TEST_F(ScaleAxes, OtherAxes) {
  EXPECT_THAT(said({"widht"}), HasSubstr("the spec has no axis `widht`; did you mean `width`?"));
  EXPECT_THAT(said({"batch=16,32"}), HasSubstr("`batch` is of the run and does not change the model's size"));
  EXPECT_THAT(scaled({"context=64,128"}).axes.at(0).values, ElementsAre(64, 128));
}

}  // namespace
}  // namespace cdp::driver
