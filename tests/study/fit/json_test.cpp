// A fit as JSON: the numbers are the report's, and what is not finite is null.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "study/fit/report.h"
#include "tests/study/fit/synthetic.h"

namespace cdp::study {
namespace {

using nlohmann::json;

json shown(const FitReport& report) {
  return json::parse(to_json(std::vector<FitReport>{report})).at("fits").at(0);
}

TEST(FitJson, HasTheLawsWithTheirIntervals) {
  FitOptions options;
  options.at = ScalePoint{{"params", 1e9}, {"duration", 1e10}};
  const FitReport report = *fit_runs(test::runs_of({}, {}, 7), options);
  const json fit = shown(report);
  EXPECT_EQ(fit.at("hyperparameter"), "base.lr");
  EXPECT_EQ(fit.at("batch_policy"), (json{{"rule", "fixed"}, {"batch", 64}}));
  const json& axis = fit.at("law").at("axes").at(0);
  EXPECT_EQ(axis.at("axis"), "duration");
  EXPECT_EQ(axis.at("exponent"), report.law->exponent(0));
  EXPECT_EQ(axis.at("interval").at(0), report.law->exponent(0) - report.law->half_width(0));
  EXPECT_EQ(fit.at("law").at("covariance").size(), 3U);
  EXPECT_EQ(fit.at("loss_law").at("terms").size(), 2U);
  EXPECT_EQ(fit.at("optima").size(), 9U);
  EXPECT_EQ(fit.at("optima").at(0).at("placement"), "inside");
  EXPECT_TRUE(fit.at("optima").at(0).at("interval").at(1).is_null()) << "three values have no spare point";
  EXPECT_EQ(fit.at("prediction").at("value"), report.prediction->value.value());
  EXPECT_EQ(fit.at("counts"), (json{{"done", 27}, {"grid", report.counts.grid()}, {"needed", 27}}));
  EXPECT_EQ(fit.at("next").at(0).at("for"), "narrow");
}

TEST(FitJson, SaysWhyThereIsNoLaw) {
  test::Sweep one;
  one.params = {1e7};
  one.durations = {1e8};
  const json fit = shown(*fit_runs(test::runs_of({}, one, 1), {}));
  EXPECT_TRUE(fit.at("law").is_null());
  EXPECT_EQ(fit.at("no_law"), "all runs are at one scale");
}

TEST(FitJson, OfStepsHasTheCriticalBatchAlone) {
  FitReport report;
  CriticalBatch batch;
  batch.critical = 256;
  batch.low = 240;
  batch.high = std::numeric_limits<double>::infinity();
  report.critical = {batch};
  const json fit = shown(report);
  EXPECT_EQ(fit.at("critical_batch").at(0).at("critical_batch"), 256);
  EXPECT_TRUE(fit.at("critical_batch").at(0).at("interval").at(1).is_null());
  EXPECT_FALSE(fit.contains("law"));
}

}  // namespace
}  // namespace cdp::study
