// The paragraph about trajectories in a report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/transfer/trajectory.h"

namespace cdp::study {
namespace {

TrajectorySplit some() {
  TrajectorySplit split;
  split.k = 4;
  split.worst = {2e-10, 0.0123};
  split.runs = 6;
  split.scales = {{64, {{0.001, -1.5, -1, -0.5}, {0.002, -1.6, -1.1, -0.5}, {0.004, -1.4, -0.8, -0.6}}, 1, 1, 2},
                  {128, {{0.001, -1.6, -1, -0.6}, {0.002, -1.7, -1.1, -0.6}, {0.004, -1.5, -0.8, -0.7}}, 1, 1, 2}};
  split.mechanism = Mechanism::kSeen;
  split.reasons = {"one thing", "and another"};
  split.notes = {"a note"};
  return split;
}

TEST(TrajectoryText, ShowsAllPartsAndMarksTheLowest) {
  EXPECT_EQ(trajectory_text(some(), "width", "base.lr"),
            "held-out loss of the averaged weights, split by the eigenvalues that took it down; * is the lowest\n\n"
            "  width  base.lr      loss     top 4      rest\n"
            "     64    0.001   -1.5000   -1.0000   -0.5000\n"
            "           0.002  *-1.6000  *-1.1000   -0.5000\n"
            "           0.004   -1.4000   -0.8000  *-0.6000\n"
            "    128    0.001   -1.6000   -1.0000   -0.6000\n"
            "           0.002  *-1.7000  *-1.1000   -0.6000\n"
            "           0.004   -1.5000   -0.8000  *-0.7000\n"
            "\n"
            "  checks   eigenvalues sum to <G, dW>: off by 2.0e-10 at most, 1e-06 is allowed\n"
            "           the changes of 6 runs sum to that of the loss: off by 1.2% at most, 5% is allowed\n"
            "  note     a note\n"
            "  because  one thing\n"
            "           and another\n"
            "\n"
            "mechanism: seen\n\n");
}

TEST(TrajectoryText, HasNoTableWhereACheckFailed) {
  TrajectorySplit split = some();
  split.scales.clear();
  split.mechanism = Mechanism::kCannotTell;
  const std::string text = trajectory_text(split, "width", "base.lr");
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("base.lr")));
  EXPECT_THAT(text, ::testing::EndsWith("\nmechanism: cannot tell\n\n"));
}

}  // namespace
}  // namespace cdp::study
