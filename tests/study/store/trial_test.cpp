// How a trial is called, and which states are ends.
#include "study/store/trial.h"

#include <gtest/gtest.h>

namespace cdp::study {
namespace {

TEST(Trial, IsCalledByWhatMakesItDiffer) {
  EXPECT_EQ(words(TrialPoint{{{"width", "256"}, {"batch", "64seq"}}, {"base.lr=0.002", "@hidden.lr*=1.5"}, 3}),
            "width=256 batch=64seq base.lr=0.002 @hidden.lr*=1.5 seed 3");
  EXPECT_EQ(words(TrialPoint{}), "seed 1");
}

TEST(Telling, AreTheAxesOnWhichTrialsDiffer) {
  const auto at = [](const std::string& width) {
    return std::vector<std::pair<std::string, std::string>>{{"width", width}, {"depth", "2"}};
  };
  const std::vector<Trial> trials = {{1, {at("64")}}, {2, {at("128")}}};
  EXPECT_EQ(scale_words(telling(at("64"), trials)), "width=64");
  EXPECT_EQ(scale_words(telling(at("64"), {trials[0]})), "width=64 depth=2");
  EXPECT_EQ(scale_words(telling({}, trials)), "");
}

TEST(Trial, OnlyResultsAreEnds) {
  for (const TrialState state : all_of<TrialState>())
    EXPECT_EQ(has_ended(state), state != TrialState::kWaiting && state != TrialState::kAsked) << word(state);
}

}  // namespace
}  // namespace cdp::study
