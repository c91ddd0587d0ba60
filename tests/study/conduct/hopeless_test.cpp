// Who is stopped: those who are behind most others at the same fraction of the run, at the same scale.
#include "study/conduct/hopeless.h"

#include <gtest/gtest.h>

#include <limits>

namespace cdp::study {
namespace {

Trial trial_of(std::int64_t number, double at_quarter, double at_half, double width = 64) {
  Trial trial{number, {}, {{"width", width}}, 0};
  trial.result.state = TrialState::kFinished;
  trial.result.curve = {{0.1, 9}, {0.25, at_quarter}, {0.5, at_half}, {1, at_half}};
  return trial;
}

class Hopeless : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 6; ++i) trials_.push_back(trial_of(i + 1, 5.0 + i, 4.0 + i));
  }
  std::optional<std::string> why(const std::vector<CurvePoint>& curve, double width = 64) {
    std::vector<const Trial*> before;
    for (const Trial& trial : trials_) before.push_back(&trial);
    return why_hopeless({}, trial_of(9, 0, 0, width), curve, before);
  }
  std::vector<Trial> trials_;
};

TEST_F(Hopeless, WhoIsAmongTheBestThirdGoesOn) {
  EXPECT_FALSE(why({{0.25, 6}}));
  EXPECT_FALSE(why({{0.25, 5.5}, {0.5, 4.5}}));
}

TEST_F(Hopeless, WhoIsBehindIsStoppedWithTheReason) {
  EXPECT_EQ(why({{0.25, 6.5}}), "at 25% of the run its loss was 6.5; the best 2 of 6 others were at 6 or below");
  EXPECT_EQ(why({{0.25, 5.5}, {0.5, 7}}),
            "at 50% of the run its loss was 7; the best 2 of 6 others were at 5 or below");
}

TEST_F(Hopeless, NobodyIsJudgedBeforeTheFirstFraction) {
  EXPECT_FALSE(why({{0.2, 99}}));
}

TEST_F(Hopeless, OtherScalesAndTooFewAreNoMeasure) {
  EXPECT_FALSE(why({{0.25, 99}}, 128));
  trials_.pop_back();
  EXPECT_FALSE(why({{0.25, 99}}));
}

TEST_F(Hopeless, DivergedCountAsWorseAndStoppedAsFarAsTheyWent) {
  trials_[1].result.state = TrialState::kDiverged;
  trials_[1].result.curve = {{0.1, 9}};
  EXPECT_TRUE(why({{0.25, 7.5}}));  // 5, 7 are the best two of six now
  EXPECT_FALSE(why({{0.25, 7}}));
  trials_[2].result.state = TrialState::kStopped;
  trials_[2].result.curve = {{0.1, 9}, {0.25, 7}};
  EXPECT_FALSE(why({{0.25, 7}, {0.5, 99}})) << "five others have a loss at 50%";
}

}  // namespace
}  // namespace cdp::study
