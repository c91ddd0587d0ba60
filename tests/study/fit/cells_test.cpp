// How runs become cells, and what makes them unfit.
#include "study/fit/cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace cdp::study {
namespace {

using ::testing::ElementsAre;

Run run_at(double width, double lr, std::optional<double> loss, double decay = 0.1) {
  Run run;
  run.axes = {{"width", width}};
  run.values = {{"base.lr", lr}, {"base.weight_decay", decay}};
  run.loss = loss;
  return run;
}

TEST(Cells, HoldARunAPointAndKeepDivergedValuesApart) {
  study::Run costly = run_at(64, 2e-3, 3.1);
  costly.flops = 5e9;
  const Runs runs{"r", {run_at(128, 1e-3, 3), costly, run_at(64, 1e-3, 3.2), run_at(64, 8e-3, {})}};
  const auto cells = cells_of(runs, "base.lr");
  ASSERT_TRUE(cells);
  ASSERT_EQ(cells->size(), 2U);
  const FitCell& small = cells->front();
  EXPECT_EQ(small.scale, (ScalePoint{{"width", 64}}));
  EXPECT_EQ(small.others, (std::map<std::string, double>{{"base.weight_decay", 0.1}}));
  ASSERT_EQ(small.points.size(), 2U);
  EXPECT_EQ(small.points[0].value, 1e-3) << "by value";
  EXPECT_EQ(small.points[1].loss, 3.1);
  EXPECT_THAT(small.diverged, ElementsAre(8e-3));
  EXPECT_EQ(small.flops, 5e9);
  EXPECT_THAT(varying_axes(*cells), ElementsAre("width"));
}

TEST(Cells, AnotherHyperparameterMakesAnotherCell) {
  const auto cells = cells_of({"r", {run_at(64, 1e-3, 3, 0.1), run_at(64, 1e-3, 3, 0.2)}}, "base.lr");
  ASSERT_TRUE(cells);
  EXPECT_EQ(cells->size(), 2U);
  EXPECT_TRUE(varying_axes(*cells).empty());
}

TEST(Cells, SayWhatARunLacks) {
  study::Run without = run_at(64, 1e-3, 3);
  without.axes.clear();
  EXPECT_EQ(cells_of({"r.csv", {run_at(64, 1e-3, 3), without}}, "base.lr").error().text(),
            "r.csv: `width` is empty in 1 of 2 runs; fill it in, or leave those rows out");
  without = run_at(64, 1e-3, 3);
  without.values.erase("base.lr");
  EXPECT_EQ(cells_of({"r.csv", {run_at(64, 1e-3, 3), without}}, "base.lr").error().text(),
            "r.csv: `base.lr` is empty in 1 of 2 runs; fill it in, or leave those rows out");
  EXPECT_EQ(cells_of({"r.csv", {run_at(64, 0, 3)}}, "base.lr").error().text(),
            "r.csv: `base.lr` is 0 in a run; the fit is on its logarithm, so leave out runs where it is not above 0");
  EXPECT_EQ(cells_of({"r.csv", {run_at(0, 1, 3)}}, "base.lr").error().text(),
            "r.csv: `width` is 0 in a run; a scale is above 0");
}

TEST(Cells, TheHyperparameterIsTheOneThatVaries) {
  const Runs one{"r.csv", {run_at(64, 1e-3, 3), run_at(64, 2e-3, 3)}};
  EXPECT_EQ(*fitted_hyperparameter(one, ""), "base.lr");
  EXPECT_EQ(*fitted_hyperparameter(one, "base.weight_decay"), "base.weight_decay");
  EXPECT_EQ(fitted_hyperparameter(one, "base.lt").error().text(),
            "r.csv: there is no hyperparameter `base.lt`; did you mean `base.lr`?");
  const Runs both{"r.csv", {run_at(64, 1e-3, 3, 0.1), run_at(64, 2e-3, 3, 0.2)}};
  EXPECT_EQ(fitted_hyperparameter(both, "").error().text(),
            "r.csv: `base.lr` and `base.weight_decay` vary; say with --hp which one to fit");
  EXPECT_EQ(fitted_hyperparameter({"r.csv", {run_at(64, 1e-3, 3)}}, "").error().text(),
            "r.csv: no hyperparameter varies; the table needs a column such as `base.lr` with several values at each "
            "scale");
}

TEST(Cells, ALossThatIsNoNumberIsADivergedRun) {
  const auto cells = cells_of({"r", {run_at(64, 1e-3, std::numeric_limits<double>::infinity())}}, "base.lr");
  ASSERT_TRUE(cells);
  EXPECT_THAT(cells->front().diverged, ElementsAre(1e-3));
  EXPECT_TRUE(cells->front().points.empty());
}

TEST(Cells, AScaleIsShownWithItsAxes) {
  EXPECT_EQ(scale_text({{"params", 5e7}, {"duration", 1e9}}), "duration 1B, params 50M");
  EXPECT_EQ(scale_text({}), "the one scale");
}

}  // namespace
}  // namespace cdp::study
