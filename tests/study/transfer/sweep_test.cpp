// Which axis and hyperparameter are meant, and what may not be mixed.
#include "study/transfer/sweep.h"

#include <gmock/gmock.h>

#include "study/runs/csv.h"

namespace cdp::study {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Result<std::vector<Sweep>> sweeps(std::string_view csv, const SweepChoice& choice = {}) {
  const auto runs = parse_runs(csv, "r.csv");
  EXPECT_TRUE(runs) << runs.error().text();
  return sweeps_of(*runs, choice);
}

std::string error(std::string_view csv, const SweepChoice& choice = {}) {
  const auto made = sweeps(csv, choice);
  return made ? "no error" : made.error().text();
}

TEST(Sweep, TakesWhatVaries) {
  const auto made = sweeps("width,depth,base.lr,base.eps,loss\n64,4,2,1,3\n64,4,1,1,nan\n128,4,1,1,2\n");
  ASSERT_TRUE(made) << made.error().text();
  ASSERT_EQ(made->size(), 1U);
  const Sweep& sweep = made->front();
  EXPECT_EQ(sweep.axis, "width");
  EXPECT_EQ(sweep.hyperparameter, "base.lr");
  EXPECT_EQ(sweep.group, "");
  ASSERT_EQ(sweep.scales.size(), 2U);
  ASSERT_EQ(sweep.scales[0].runs.size(), 2U);
  EXPECT_EQ(sweep.scales[0].runs[0].value, 1);
  EXPECT_FALSE(sweep.scales[0].runs[0].loss);
  EXPECT_EQ(sweep.scales[0].runs[1].loss, 3);
  EXPECT_THAT(sweep.notes, IsEmpty());
}

TEST(Sweep, AxesThatChangeTogetherAreOne) {
  const auto made = sweeps("params,width,base.lr,loss\n1M,64,1,3\n1M,64,2,3\n4M,128,1,2\n4M,128,2,2\n");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->front().axis, "width") << "in the order of the known axes";
  EXPECT_EQ(sweeps("params,width,base.lr,loss\n1M,64,1,3\n1M,64,2,3\n4M,128,1,2\n", {"params", "", {}})->front().axis,
            "params");
}

TEST(Sweep, HyperparametersThatFollowTheAxisAreNotMixed) {
  const auto made = sweeps("width,base.lr,@hidden.lr,loss\n64,1,8,3\n64,2,8,3\n128,1,4,2\n128,2,4,2\n");
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->front().hyperparameter, "base.lr");
}

TEST(Sweep, SeveralThatVaryAreListed) {
  EXPECT_EQ(
      error("width,depth,base.lr,loss\n64,4,1,3\n128,4,1,2\n64,8,2,3\n"),
      "r.csv: `width` and `depth` vary; choose one by `--axis width` or `--axis depth`, and `--by` for each other "
      "that shall be looked at alone");
  EXPECT_EQ(
      error("width,base.lr,base.eps,loss\n64,1,1,3\n64,2,2,3\n128,1,1,3\n"),
      "r.csv: `base.eps` and `base.lr` vary; choose one by `--hp base.eps` or `--hp base.lr`, and `--by` for each "
      "other that shall be looked at alone");
}

TEST(Sweep, SaysWhatIsMissing) {
  EXPECT_EQ(
      error("width,base.lr,loss\n64,1,3\n64,2,2\n"),
      "r.csv: no axis varies; transfer compares scales: give a column such as `width` at least three values, or name "
      "the axis by `--axis`");
  EXPECT_EQ(error("width,lr,loss\n64,1,3\n128,2,2\n"),
            "r.csv: no column is a hyperparameter; their names have a point, as `base.lr`: name another by `--hp`");
  EXPECT_EQ(error("width,base.lr,loss\n64,1,3\n128,2,2\n"),
            "r.csv: `base.lr` has one value at each width; transfer needs at least three");
  EXPECT_EQ(error("width,base.lr,loss\n64,1,3\n128,2,2\n", {"widht", "", {}}),
            "r.csv: the runs have no axis `widht`; did you mean `width`?");
  EXPECT_EQ(error("width,base.lr,loss\n64,1,3\n128,2,2\n", {"width", "base.lrr", {}}),
            "r.csv: the runs have no hyperparameter `base.lrr`; did you mean `base.lr`?");
  EXPECT_EQ(error("width,training.optimizer,loss\n64,adamw,3\n128,lion,2\n", {"width", "training.optimizer", {}}),
            "r.csv: the runs have no hyperparameter `training.optimizer`; its column has words");
  EXPECT_EQ(error("width,base.lr,loss\n64,0,3\n128,-1,2\n", {"width", "base.lr", {}}),
            "r.csv: no run has `width` and a `base.lr` above 0; there is nothing to compare");
}

TEST(Sweep, WhatElseDiffersIsRefusedOrSplitBy) {
  const char* const csv =
      "width,depth,base.lr,schedule,loss\n64,4,1,wsd,3\n64,8,2,wsd,3\n128,4,1,wsd,2\n128,8,1,wsd,2\n";
  EXPECT_EQ(
      error(csv, {"width", "base.lr", {}}),
      "r.csv: the runs differ in `depth`: `4` and `8`; `--by depth` looks at each alone, `--ignore depth` takes them "
      "together");
  const auto made = sweeps(csv, {"width", "base.lr", {"depth"}});
  ASSERT_TRUE(made) << made.error().text();
  ASSERT_EQ(made->size(), 2U);
  EXPECT_EQ((*made)[0].group, "depth 4");
  EXPECT_EQ((*made)[1].group, "depth 8");
  EXPECT_EQ((*made)[0].scales.size(), 2U);
}

TEST(Sweep, WhatAGroupDoesNotMixMayDifferBetweenGroups) {
  const auto made = sweeps(
      "width,depth,params,base.lr,loss\n64,4,1M,1,3\n64,4,1M,2,3\n128,4,4M,1,2\n64,8,2M,1,3\n64,8,2M,2,3\n128,8,8M,1,"
      "2\n",
      {"width", "", {"depth"}});
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->size(), 2U);
}

TEST(Sweep, RunsThatCannotBePlacedAreCounted) {
  const auto made = sweeps("width,base.lr,loss\n64,1,3\n64,2,3\n,1,3\n128,,3\n128,1,3\n128,0,3\n");
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_THAT(made->front().notes, ElementsAre("2 runs without `width` or `base.lr` left out",
                                               "1 run with `base.lr` at 0 or below left out: it has no logarithm"));
}

TEST(Sweep, FlopsAreThoseOfAScaleWhereAllRunsSay) {
  const auto made = sweeps("width,base.lr,flops,loss\n64,1,2,3\n64,2,4,3\n128,1,,2\n128,2,5,2\n");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->front().scales[0].flops, 3);
  EXPECT_FALSE(made->front().scales[1].flops);
}

}  // namespace
}  // namespace cdp::study
