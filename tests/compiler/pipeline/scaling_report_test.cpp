// Along which axes a spec is reported on, and which it does not have. The numbers: tests/compiler/stability.
#include "compiler/pipeline/scaling_report.h"

#include <gmock/gmock.h>

#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> axes_of(const std::string& spec, const std::vector<std::string>& axes = {}) {
  const auto analysis = analysed(spec);
  const auto report = scaling_report(*analysis, axes);
  EXPECT_TRUE(report && *report);
  std::vector<std::string> names;
  for (const stability::Axis& axis : (*report)->axes) names.push_back(axis.name);
  return names;
}

TEST(ScalingReport, IsAlongWhatTheModelCanGrowAlong) {
  EXPECT_THAT(axes_of(spec_with()), ElementsAre("width", "depth"));
}

TEST(ScalingReport, IsAlongBatchAndDurationWhereATargetMovesThem) {
  EXPECT_THAT(axes_of(spec_with("target big { width = 1024; batch = 64 seq }\n")),
              ElementsAre("width", "depth", "batch"));
}

TEST(ScalingReport, IsAlongTheAxesThatAreNamedInTheirOrder) {
  EXPECT_THAT(axes_of(spec_with(), {"duration", "width"}), ElementsAre("duration", "width"));
}

TEST(ScalingReport, NamesTheSpecAndItsRules) {
  const auto analysis = analysed(spec_with());
  const auto report = scaling_report(*analysis, {});
  ASSERT_TRUE(report && *report);
  EXPECT_EQ((*report)->spec, "gpt.cdp");
  EXPECT_EQ((*report)->rules, "complete_d_p");
}

TEST(ScalingReport, AnUnknownAxisIsToldWithThoseThatThereAre) {
  const auto analysis = analysed(spec_with());
  const auto near = scaling_report(*analysis, {"widht"});
  ASSERT_FALSE(near);
  EXPECT_EQ(near.error().text(),
            "--axis: the spec has no axis `widht` that its model grows along; did you mean `width`?");
  const auto far = scaling_report(*analysis, {"heads"});
  ASSERT_FALSE(far);
  EXPECT_EQ(far.error().text(),
            "--axis: the spec has no axis `heads` that its model grows along; there are width, depth, batch and "
            "duration");
}

TEST(ScalingReport, IsNothingWhereTheReferenceHasErrors) {
  const auto analysis = analysed(spec_with("assert width > 1000000, \"too small\"\n"));
  const auto report = scaling_report(*analysis, {});
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->has_value());
  EXPECT_TRUE(analysis->sink.has_errors());
}

}  // namespace
}  // namespace cdp::pipeline
