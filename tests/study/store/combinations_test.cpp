// Trials of equal scale and values are one combination, and the best come first.
#include "study/store/combinations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace cdp::study {
namespace {

using ::testing::ElementsAre;

Trial trial_of(const std::string& width, const std::string& set, TrialState state, double loss = 0) {
  Trial trial{0, {{{"width", width}}, {set}, 1}, {}, 0};
  trial.result.state = state;
  if (state == TrialState::kFinished) trial.result.loss = loss;
  return trial;
}

TEST(Combinations, AreSortedByMeanLossAtEachScale) {
  using enum TrialState;
  const auto all = combinations({trial_of("128", "a", kFinished, 3), trial_of("64", "a", kFinished, 5),
                                 trial_of("128", "b", kFinished, 1), trial_of("128", "b", kFinished, 2),
                                 trial_of("128", "c", kDiverged), trial_of("128", "c", kStopped),
                                 trial_of("128", "c", kFailed), trial_of("128", "c", kAsked)});
  ASSERT_EQ(all.size(), 4U);
  EXPECT_THAT(all[0].sets, ElementsAre("b"));
  EXPECT_EQ(all[0].mean(), 1.5);
  EXPECT_DOUBLE_EQ(*all[0].error(), 0.5);
  EXPECT_THAT(all[1].sets, ElementsAre("a"));
  EXPECT_FALSE(all[1].error());
  EXPECT_THAT(all[2].sets, ElementsAre("c"));
  EXPECT_FALSE(all[2].mean());
  EXPECT_EQ(all[2].diverged + all[2].stopped + all[2].failed + all[2].open, 4U);
  EXPECT_EQ(all[3].at.front().second, "64");
}

}  // namespace
}  // namespace cdp::study
