// Which values differ, scale by scale, and what each trial counts as.
#include "study/importance/explored.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/store/rows.h"
#include "tests/study/importance/trials.h"

namespace cdp::study {
namespace {

using ::testing::ElementsAre;

TEST(Explored, OfASweepAreTheValuesThatDiffer) {
  test::Trials trials;
  for (const char* lr : {"0.001", "2^-9", "0.004"})
    for (const char* beta : {"0.9", "0.95"})
      trials.add({{"width", "64"}},
                 {std::string("base.lr=") + lr, std::string("base.beta2 = ") + beta, "base.eps=1e-9"}, 3);
  trials.add({{"width", "128"}}, {"base.lr=0.001"}, 3);
  trials.add({{"width", "128"}}, {"base.lr=0.002"}, 3);
  const auto all = explored({}, trials.all);
  ASSERT_EQ(all.size(), 2U);
  ASSERT_EQ(all[0].dimensions.size(), 2U) << "eps is the same everywhere";
  EXPECT_EQ(all[0].dimensions[0].name, "base.beta2");
  EXPECT_FALSE(all[0].dimensions[0].is_log);
  EXPECT_EQ(all[0].dimensions[1].name, "base.lr");
  EXPECT_TRUE(all[0].dimensions[1].is_log);
  EXPECT_THAT(all[0].values[2], ElementsAre(0.9, 0x1p-9));
  EXPECT_EQ(all[1].at, (Scale{{"width", "128"}}));
  ASSERT_EQ(all[1].dimensions.size(), 1U);
  EXPECT_EQ(all[1].trials.size(), 2U);
}

TEST(Explored, OfASearchIsItsSpace) {
  test::Trials trials;
  trials.add({}, {}, 3).origin = {"start", {0.002, 1, 1}, 0};
  trials.add({}, {"base.lr=0.004"}, 3).origin = {"global", {0.004, 1, 1}, 0};
  trials.add({}, {"base.lr=0.004", "@hidden.lr *= 2"}, 3).origin = {"modules", {0.004, 2, 1}, 0};
  trials.add({}, {"base.lr=0.004"}, 3).origin = {"confirm", {}, 0};
  StudyInfo info;
  info.space = names_text({"base.lr", "@hidden.lr", "@head.lr"});
  const auto all = explored(info, trials.all);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].trials.size(), 3U) << "trials that confirm were chosen by their losses";
  ASSERT_EQ(all[0].dimensions.size(), 2U);
  EXPECT_EQ(all[0].dimensions[0].name, "base.lr");
  EXPECT_EQ(all[0].dimensions[1].name, "@hidden.lr");
  EXPECT_THAT(all[0].values[2], ElementsAre(0.004, 2));
  EXPECT_EQ(explored({}, trials.all)[0].dimensions[1].name, "value 2") << "studies of before have no names";
}

TEST(Explored, CountsWhatItLeavesOut) {
  test::Trials trials;
  trials.add({}, {"base.lr=0.001", "base.eps=1e-8"}, 3);
  trials.add({}, {"base.lr=0.002", "base.eps=1e-9"}, 3);
  trials.add({}, {"base.lr=0.002"}, 3);
  trials.add({}, {"base.lr=0.004", "base.eps=1e-8"}, {}).result.state = TrialState::kWaiting;
  const auto all = explored({}, trials.all);
  EXPECT_EQ(all[0].trials.size(), 2U);
  EXPECT_EQ(all[0].unlike, 1U);
  EXPECT_EQ(all[0].open, 1U);
}

TEST(Observed, CountsBadTrialsAsTheWorstThatCounts) {
  test::Trials trials;
  for (const double loss : {3.0, 3.1, 3.2, 3.3, 3.4, 90.0}) trials.add({}, {"base.lr=" + std::to_string(loss)}, loss);
  trials.add({}, {"base.lr=1"}, {});
  trials.add({}, {"base.lr=2"}, {}).result = {TrialState::kStopped, {}, {}, 1, 1, 1, "", {{0.5, 3.35}}};
  trials.add({}, {"base.lr=2.5"}, {}).result = {TrialState::kFailed};
  const auto all = explored({}, trials.all);
  const double fence = 3.375 + 1.5 * (3.375 - 3.125);
  EXPECT_DOUBLE_EQ(worst_counted(all[0].trials), fence);
  const Observed points = observed(all[0]);
  ASSERT_EQ(points.x.size(), 8U) << "failed ones are left out";
  EXPECT_EQ(points.x[0][0], 1);
  EXPECT_DOUBLE_EQ(points.y[0], fence) << "diverged";
  EXPECT_EQ(points.y[1], 3.35) << "stopped";
  EXPECT_EQ(points.y[2], 3.0);
  EXPECT_DOUBLE_EQ(points.y[7], fence) << "90";
}

TEST(Observed, SeedsOfAPointAreOnePoint) {
  test::Trials trials;
  trials.add({}, {"base.lr=0.001"}, 3.0, 1);
  trials.add({}, {"base.lr=0.001"}, 3.2, 2);
  trials.add({}, {"base.lr=0.002"}, 3.3, 1);
  const auto all = explored({}, trials.all);
  const Observed points = observed(all[0]);
  ASSERT_EQ(points.y.size(), 2U);
  EXPECT_DOUBLE_EQ(points.y[0], 3.1);
}

}  // namespace
}  // namespace cdp::study
