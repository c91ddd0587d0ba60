// Grids as the command line writes them.
#include "study/sweep/grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ReadOver, ARangeGoesByAFactor) {
  const auto over = read_over("base.lr=2^-3..2^-1:2^0.5");
  ASSERT_TRUE(over) << over.error().text();
  EXPECT_EQ(over->set, "base.lr=");
  EXPECT_THAT(over->texts, ElementsAre("0.125", "0.176776695297", "0.25", "0.353553390593", "0.5"));
  EXPECT_EQ(over->at(0), "base.lr=0.125");
  EXPECT_THAT(read_over("@hidden.lr*=1/4..4")->texts, ElementsAre("0.25", "0.5", "1", "2", "4"));
  EXPECT_EQ(read_over("@hidden.lr*=1/4..4")->set, "@hidden.lr*=");
}

TEST(ReadOver, ARangeGoesByASum) {
  EXPECT_THAT(read_over("base.beta1=0.8..0.95:+0.05")->texts, ElementsAre("0.8", "0.85", "0.9", "0.95"));
  EXPECT_THAT(read_over("base.weight_decay=0..0.2:+0.1")->texts, ElementsAre("0", "0.1", "0.2"));
}

TEST(ReadOver, AListIsSortedWhereItHasNumbersAlone) {
  const auto numbers = read_over("base.lr=4e-3, 1e-3,2e-3");
  EXPECT_THAT(numbers->texts, ElementsAre("1e-3", "2e-3", "4e-3"));
  EXPECT_THAT(numbers->values, ElementsAre(0.001, 0.002, 0.004));
  const auto curves = read_over("blocks[i].lr*=along(1, 2),along(2,1)");
  EXPECT_THAT(curves->texts, ElementsAre("along(1, 2)", "along(2,1)"));
  EXPECT_TRUE(curves->values.empty());
}

TEST(ReadOver, SaysWhatIsWrong) {
  const auto fault = [](const std::string& text) {
    const auto over = read_over(text);
    return over ? "" : over.error().text();
  };
  EXPECT_THAT(fault("base.lr"), HasSubstr("--over: found `base.lr`; write a range as in base.lr=2^-10..2^-5:2^0.5"));
  EXPECT_THAT(fault("base.lr="), HasSubstr("has no values"));
  EXPECT_THAT(fault("base.lr=4..1"), HasSubstr("the range 4..1 is empty"));
  EXPECT_THAT(fault("base.lr=1..4:1"), HasSubstr("the step 1 leads nowhere: the factor must be above 1"));
  EXPECT_THAT(fault("base.lr=1..4:+0"), HasSubstr("what is added must be above 0"));
  EXPECT_THAT(fault("base.lr=0..4"), HasSubstr("reaches 0, which no factor leaves"));
  EXPECT_THAT(fault("base.lr=1..4:1.0000001"), HasSubstr("over 1000 values"));
  EXPECT_THAT(fault("base.lr=1..four"), HasSubstr("`four` is no number: `four` has no value here"));
  EXPECT_THAT(fault("base.lr=1,,2"), HasSubstr("has an empty value"));
  EXPECT_THAT(fault("base.lr=1,1"), HasSubstr("names 1 twice"));
}

TEST(ReadAt, HasAnAxisAndItsValues) {
  const auto at = read_at("batch=32seq,64seq");
  EXPECT_EQ(at->axis, "batch");
  EXPECT_THAT(at->values, ElementsAre("32seq", "64seq"));
  EXPECT_THAT(read_at("width").error().text(), HasSubstr("--at: found `width`; write an axis and its values"));
  EXPECT_THAT(read_at("width=64,depth=2").error().text(), HasSubstr("each axis has an --at of its own"));
  EXPECT_THAT(read_at("width=64,64").error().text(), HasSubstr("names 64 twice"));
}

TEST(Points, AreScalesTimesValuesSeedBySeed) {
  Grid grid;
  grid.overs = {*read_over("base.lr=1,2"), *read_over("@hidden.lr*=3,4")};
  grid.scales = {*read_at("width=64,128"), *read_at("depth=2")};
  grid.seeds = {7, 8};
  const auto all = points(grid);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 16U);
  EXPECT_EQ(words(all->at(0)), "width=64 depth=2 base.lr=1 @hidden.lr*=3 seed 7");
  EXPECT_EQ(words(all->at(7)), "width=128 depth=2 base.lr=2 @hidden.lr*=4 seed 7");
  EXPECT_EQ(words(all->at(8)), "width=64 depth=2 base.lr=1 @hidden.lr*=3 seed 8");
}

TEST(Points, AreNotMoreThanAnyoneTrains) {
  Grid grid;
  grid.overs = {*read_over("base.lr=1..1000:+1"), *read_over("base.eps=1..1000:+1")};
  EXPECT_THAT(points(grid).error().text(), HasSubstr("more than 100000 trials"));
}

}  // namespace
}  // namespace cdp::study
