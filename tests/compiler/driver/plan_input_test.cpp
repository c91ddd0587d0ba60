// A spec or a plan, told apart by its first character.
#include "compiler/driver/plan_input.h"

#include <gmock/gmock.h>

#include "compiler/plan/json.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

class PlanInput : public ::testing::Test {
 protected:
  OpenedPlan open(const std::string& path, const ScaleAndConfig& choice = {}) {
    return open_plan(path, choice, pipeline::Reasons::kLeaveOut, {});
  }

  test::TempFolder folder_;
  std::string spec_ = folder_.write("gpt.cdp", spec_with("target big { width = 1024 }\n"));
};

TEST_F(PlanInput, ASpecIsCompiledAtThePlace) {
  const OpenedPlan opened = open(spec_, {"big", ""});
  ASSERT_TRUE(opened) << opened.answer.err;
  EXPECT_EQ(opened.plan->target, "big");
  EXPECT_FALSE(opened.plan->tensors.front().because);
}

TEST_F(PlanInput, APlanIsRead) {
  const std::string plan = folder_.write("plan.json", plan::to_json(plan_of(spec_with())));
  const OpenedPlan opened = open(plan);
  ASSERT_TRUE(opened) << opened.answer.err;
  EXPECT_EQ(opened.plan->target, "reference");
}

TEST_F(PlanInput, APlanHasItsPlace) {
  const std::string plan = folder_.write("plan.json", plan::to_json(plan_of(spec_with())));
  const OpenedPlan opened = open(plan, {"big", ""});
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.answer.exit_code, kCouldNotRun);
  EXPECT_THAT(opened.answer.err,
              HasSubstr("plan.json: is a plan, compiled already; --target, --at and --set go with a spec"));
}

TEST_F(PlanInput, SaysWhereAPlanIsWrong) {
  const OpenedPlan opened = open(folder_.write("plan.json", "{\"format\": \"cdp-plan\"}"));
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.answer.exit_code, kCouldNotRun);
  EXPECT_THAT(opened.answer.err, HasSubstr("plan.json: "));
}

TEST_F(PlanInput, SaysWhatIsWrongWithASpec) {
  const OpenedPlan opened = open(folder_.write("bad.cdp", spec_with("tune bolcks { lr *= 2 }\n")));
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.answer.exit_code, kFindings);
  EXPECT_THAT(opened.answer.err, HasSubstr("[E0401]"));
}

TEST_F(PlanInput, SaysWhatIsTooLongToBeHeld) {
  const OpenedPlan opened = open(spec_, {"", "depth=15000"});
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.answer.exit_code, kCouldNotRun);
  EXPECT_THAT(opened.answer.err, HasSubstr("has 210004 tensors and multipliers; at most 200000 are held as a plan"));
  EXPECT_TRUE(open(spec_, {"", "depth=1000"}));
}

TEST_F(PlanInput, SaysWhatCannotBeRead) {
  const OpenedPlan opened = open(folder_.file("none.cdp"));
  EXPECT_EQ(opened.answer.exit_code, kCouldNotRun);
  EXPECT_THAT(opened.answer.err, HasSubstr("none.cdp"));
}

TEST_F(PlanInput, PipesAreReadOnce) {
  EXPECT_TRUE(can_be_read_again(spec_));
  EXPECT_TRUE(can_be_read_again(folder_.file("none.json")));
  EXPECT_FALSE(can_be_read_again("-"));
  EXPECT_FALSE(can_be_read_again("/dev/null"));
}

}  // namespace
}  // namespace cdp::driver
