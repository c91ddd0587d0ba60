// The batch policy that a set of cells follows, or that they mix two.
#include "study/fit/batch_policy.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cdp::study {
namespace {

FitCell at(double duration, double batch) {
  FitCell cell;
  cell.scale = {{"duration", duration}, {"batch", batch}};
  return cell;
}

TEST(BatchPolicy, StaysOrFollowsTheDuration) {
  const auto fixed = batch_policy(std::vector<FitCell>{at(1e6, 64), at(1e8, 64)}, {"duration"});
  ASSERT_TRUE(fixed);
  EXPECT_EQ(fixed->rule, BatchRule::kFixed);
  EXPECT_EQ(policy_text(*fixed), "the batch stays at 64");
  // Step Law, arXiv:2503.04715: 0.58 D^0.571, rounded to powers of two.
  std::vector<FitCell> cells;
  for (double duration = 1e8; duration < 1e11; duration *= 2)
    cells.push_back(at(duration, std::exp2(std::round(std::log2(0.58 * std::pow(duration, 0.571))))));
  const auto rounded = batch_policy(cells, {"duration"});
  ASSERT_TRUE(rounded);
  EXPECT_EQ(rounded->rule, BatchRule::kFollows);
  EXPECT_NEAR(rounded->exponent, 0.571, 0.05);
  cells.clear();
  for (double duration = 1e8; duration < 1e11; duration *= 2)
    cells.push_back(at(duration, std::round(0.58 * std::pow(duration, 0.571))));
  const auto exact = batch_policy(cells, {"duration"});
  ASSERT_TRUE(exact);
  EXPECT_EQ(exact->rule, BatchRule::kFollows);
  EXPECT_NEAR(exact->exponent, 0.571, 1e-3);
  EXPECT_EQ(policy_text(*exact), "the batch follows the duration as duration^0.57");
}

TEST(BatchPolicy, TwoPoliciesAreRefusedWithBothWaysOut) {
  const std::vector<FitCell> cells = {at(1e7, 64), at(1e8, 64), at(1e8, 640), at(1e7, 64)};
  const auto mixed = batch_policy(cells, {"duration"});
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().message,
            "the batch neither stays nor follows the duration: it is 64 at duration 100M and 640 at duration 100M; the "
            "optimum depends on how it follows, so split the runs by a tag with --by TAG, or fit the batch too with "
            "--axis duration,batch");
  const auto free = batch_policy(cells, {"duration", "batch"});
  ASSERT_TRUE(free);
  EXPECT_EQ(free->rule, BatchRule::kFree);
}

TEST(BatchPolicy, ABatchThatGoesUpAndDownFollowsNothing) {
  const auto mixed =
      batch_policy(std::vector<FitCell>{at(1e7, 64), at(2e7, 128), at(4e7, 64), at(8e7, 128)}, {"duration"});
  ASSERT_FALSE(mixed);
  EXPECT_NE(mixed.error().message.find("128 at duration 20M and 64 at duration 40M"), std::string::npos)
      << mixed.error().message;
  const std::vector<FitCell> jump = {at(1e6, 64), at(1e7, 64), at(1e8, 64), at(1e9, 1024)};
  EXPECT_FALSE(batch_policy(jump, {"duration"})) << "64 at first and 1024 at last is no power of the duration";
}

TEST(BatchPolicy, WithoutADurationTwoBatchesAreTwoPolicies) {
  FitCell small;
  small.scale = {{"batch", 32}, {"width", 64}};
  FitCell large;
  large.scale = {{"batch", 64}, {"width", 64}};
  EXPECT_FALSE(batch_policy(std::vector<FitCell>{small, large}, {"width"}));
  EXPECT_EQ(batch_policy(std::vector<FitCell>{{}}, {"width"})->rule, BatchRule::kUnknown);
}

}  // namespace
}  // namespace cdp::study
