// Sums, checks and text of a trajectory.
#include "run/trajectory.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cdp::run {
namespace {

/// A loss from 5 to 3.5 in two intervals, of a matrix and a vector; all sums agree.
Trajectory some() {
  return {
      2.5, {0, 3, 10}, {5, 4, 3.5}, {-1, -0.5}, {{"w", -1.25, 2.25, {-1, -1.75, -1.25}}, {"b", -0.25, 0.25, {-0.25}}}};
}

TEST(Trajectory, SumsOverTensors) {
  const Trajectory trajectory = some();
  EXPECT_DOUBLE_EQ(change_of(trajectory), -1.5);
  EXPECT_DOUBLE_EQ(top_of(trajectory, 0), -1.25);
  EXPECT_DOUBLE_EQ(top_of(trajectory, 1), -2);
  EXPECT_DOUBLE_EQ(top_of(trajectory, 2), -1.5);
  EXPECT_DOUBLE_EQ(top_of(trajectory, 9), -1.5) << "a vector has one eigenvalue: beyond the last the sum stays";
  EXPECT_EQ(powers_of(trajectory), 2U);
}

TEST(Trajectory, PassesWhereAllSumsAgree) {
  const TrajectoryChecks checks = check(some());
  EXPECT_TRUE(checks.passed());
  EXPECT_EQ(checks.eigenvalues, 0);
  EXPECT_EQ(checks.losses, 0);
}

TEST(Trajectory, FailsWhereEigenvaluesDoNotSum) {
  Trajectory wrong = some();
  wrong.tensors[0].tops.back() += 2.25e-5;
  EXPECT_NEAR(check(wrong).eigenvalues, 1e-5, 1e-9);
  EXPECT_FALSE(check(wrong).passed());
}

TEST(Trajectory, FailsWhereChangesAreNotThoseOfTheLoss) {
  Trajectory wrong = some();
  wrong.changes = {-1.06, -0.44};  // errors of both signs do not cancel: 0.12 of 1.5
  EXPECT_NEAR(check(wrong).losses, 0.08, 1e-9);
  EXPECT_FALSE(check(wrong).passed());
  wrong = some();
  wrong.tensors.pop_back();  // a tensor is missing
  EXPECT_NEAR(check(wrong).losses, 0.25 / 1.5, 1e-9);
  wrong = some();
  wrong.losses[1] = std::nan("");
  EXPECT_EQ(check(wrong).losses, std::numeric_limits<double>::infinity());
  EXPECT_FALSE(check(Trajectory{}).passed());
}

TEST(Trajectory, ComesBackAsItWas) {
  const std::string text = to_json(some());
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto read = read_trajectory(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(read->steps, some().steps);
  EXPECT_EQ(read->tensors[0].tops, some().tensors[0].tops);
  EXPECT_EQ(read->tensors[1].name, "b");
}

TEST(Trajectory, OthersAreRefused) {
  for (const char* const text : {"", "{}", "[]", R"({"window":1,"steps":["a"]})", "null"}) {
    const auto read = read_trajectory(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().text(), "is not the trajectory of a run");
  }
}

}  // namespace
}  // namespace cdp::run
