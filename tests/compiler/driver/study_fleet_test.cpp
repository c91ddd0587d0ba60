// The commands of workers, and how long things take in words.
#include "compiler/driver/study_fleet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

FleetOptions options() {
  FleetOptions all;
  all.data = {"text", "more"};
  all.include = {"*.md"};
  all.program = "/opt/cdp-run";
  return all;
}

plan::Plan plan_of(plan::TaskKind task) {
  plan::Plan plan;
  plan.training.task = task;
  return plan;
}

TEST(FleetOf, StartsWorkersOfOneThreadOnTheCpu) {
  const auto fleet = fleet_of(options(), plan_of(plan::TaskKind::next_token), "/nowhere/study");
  ASSERT_TRUE(fleet);
  EXPECT_THAT(fleet->command.words, ElementsAre("/opt/cdp-run", "worker", "--data", "text", "--data", "more",
                                                "--include", "*.md", "--device", "cpu"));
  EXPECT_GE(fleet->count, 1U);
}

TEST(FleetOf, PutsTheLaunchCommandInFront) {
  FleetOptions launched = options();
  launched.launch = "srun --exclusive -n1";
  launched.workers = 7;
  const auto fleet = fleet_of(launched, plan_of(plan::TaskKind::next_token), "/nowhere/study");
  EXPECT_EQ(fleet->count, 7U);
  EXPECT_THAT(fleet->command.words, IsSupersetOf({"exec srun --exclusive -n1 \"$@\"", "/opt/cdp-run"}));
}

TEST(FleetOf, TellsWorkersOfATableByAPlan) {
  const test::TempFolder folder;
  const auto fleet = fleet_of(options(), plan_of(plan::TaskKind::classify), folder.file("study"));
  ASSERT_TRUE(fleet) << fleet.error().text();
  EXPECT_THAT(fleet->command.words, Contains(folder.file("study/first_plan.json")));
}

TEST(DurationText, IsShort) {
  EXPECT_EQ(duration_text(1.25), "1.2 s");
  EXPECT_EQ(duration_text(40), "40 s");
  EXPECT_EQ(duration_text(700), "12 min");
  EXPECT_EQ(duration_text(7500), "2 h 5 min");
}

}  // namespace
}  // namespace cdp::driver
