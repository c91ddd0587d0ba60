// Which trials are runs, and that a table of them comes back as the same runs.
#include "study/exports/runs.h"

#include <gtest/gtest.h>

#include "tests/study/exports/sample.h"
#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

TEST(RunsOf, HasFinishedAndDivergedTrials) {
  const test::TempFolder temp;
  const Runs runs = runs_of(sample_study(temp.file("study")));
  ASSERT_EQ(runs.runs.size(), 2U);
  const auto& first = runs.runs[0];
  EXPECT_EQ(first.axes.at("width"), 64);
  EXPECT_EQ(first.axes.at("params"), 5e4);
  EXPECT_EQ(first.values.at("base.lr"), 0.001);
  EXPECT_EQ(first.tags.at("optimizer"), "adamw");
  EXPECT_EQ(first.tags.at("blocks[i].lr*"), "along(1, 2)");
  EXPECT_EQ(first.seed, 3);
  EXPECT_EQ(first.loss, 3.5);
  EXPECT_EQ(first.flops, 1e9);
  EXPECT_FALSE(runs.runs[1].loss);
}

TEST(RunOf, BlanksAreNoPartOfAName) {
  Trial trial;
  trial.point.sets = {"base.lr = 0.002", "1 - base.beta1 = 0.1", "@hidden.lr *= 1.5", "blocks[i].lr *= along(1, 2)"};
  const auto run = run_of(trial, {});
  EXPECT_EQ(run.values,
            (std::map<std::string, double>{{"1-base.beta1", 0.1}, {"@hidden.lr*", 1.5}, {"base.lr", 0.002}}));
  EXPECT_EQ(run.tags.at("blocks[i].lr*"), "along(1, 2)");
}

TEST(RunsAt, AFolderAndItsTableAreTheSameRuns) {
  const test::TempFolder temp;
  { const Store store = sample_study(temp.file("study")); }
  const auto folder = runs_at(temp.file("study"));
  ASSERT_TRUE(folder) << folder.error().text();
  const auto table = runs_at(temp.write("runs.csv", to_csv(*folder)));
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(table->runs, folder->runs);
}

TEST(RunsAt, AFolderWithoutAStudyIsSaidToBeOne) {
  const test::TempFolder temp;
  const auto runs = runs_at(temp.path().string());
  ASSERT_FALSE(runs);
  EXPECT_EQ(runs.error().message,
            "holds no study: there is no study.sqlite in it; `cdp sweep` and `cdp search` begin one");
}

}  // namespace
}  // namespace cdp::study
