// What an importance rests on, and why there is none.
#include "study/importance/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/study/importance/trials.h"

namespace cdp::study {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Importance of(const test::Trials& trials) {
  return importance_of(explored({}, trials.all).front());
}

TEST(ImportanceOf, PutsWhatDecidesFirst) {
  const Importance found = of(test::some_sweep());
  ASSERT_TRUE(found.tells());
  EXPECT_EQ(found.dimensions[found.order()[0]].name, "base.lr");
  EXPECT_GT(found.variance.effects[found.order()[0]].alone.value, 0.9);
  EXPECT_LT(found.together(), 0.1);
  EXPECT_EQ(found.points, 32U);
  EXPECT_EQ(found.finished, 28U);
  EXPECT_EQ(found.diverged, 4U);
  EXPECT_THAT(basis(found), StartsWith("32 points of 32 trials (4 diverged); a loss counts as 3.3"));
}

TEST(ImportanceOf, SaysWhyItCannotTell) {
  test::Trials trials;
  EXPECT_TRUE(explored({}, trials.all).empty());
  trials.add({}, {"base.lr=0.001"}, {});
  EXPECT_EQ(cannot_tell(of(trials)), "cannot tell: no trial has finished");
  trials.add({}, {"base.lr=0.001"}, 3.0, 2);
  EXPECT_EQ(cannot_tell(of(trials)), "cannot tell: the trials differ in no value but their seeds");
  trials.add({}, {"base.lr=0.002"}, 3.1);
  EXPECT_EQ(cannot_tell(of(trials)), "cannot tell: 2 points for 1 dimension; 8 are needed");
  for (int i = 11; i < 40; ++i) trials.add({}, {"base.lr=0.0" + std::to_string(i)}, i * 7919 % 101);
  const Importance noise = of(trials);
  EXPECT_FALSE(noise.tells());
  EXPECT_THAT(cannot_tell(noise), StartsWith("cannot tell: 31 points for 1 dimension, held-out R2 "));
  EXPECT_THAT(cannot_tell(noise), HasSubstr("; 0.30 is needed; more trials would decide"));
}

TEST(ImportanceOf, CountsWhatItLeavesOut) {
  test::Trials trials = test::some_sweep();
  trials.add({}, {"base.lr=2^-9", "base.eps=3e-9"}, {}).result.state = TrialState::kFailed;
  trials.add({}, {"base.lr=2^-9", "base.eps=4e-9"}, {}).result.state = TrialState::kAsked;
  trials.add({}, {"base.lr=2^-9"}, 3.0);
  EXPECT_EQ(of(trials).left_out, 3U);
  EXPECT_THAT(basis(of(trials)), HasSubstr(", 3 left out; "));
}

TEST(ImportanceWords, AreShort) {
  EXPECT_EQ(share_text(0.714), "71%");
  EXPECT_EQ(where({}), "the reference");
  EXPECT_EQ(where({{"width", "64"}, {"depth", "2"}}), "width=64 depth=2");
}

}  // namespace
}  // namespace cdp::study
