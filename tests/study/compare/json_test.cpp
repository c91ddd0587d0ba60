// A comparison as JSON: the numbers are the report's.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "study/compare/compare.h"
#include "tests/study/fit/synthetic.h"

namespace cdp::study {
namespace {

TEST(CompareJson, HasBothWaysAndTheVerdict) {
  test::Sweep sweep;
  sweep.seeds = 3;
  FitOptions options;
  options.at = ScalePoint{{"params", 1e9}, {"duration", 1e10}};
  const auto report = compare_runs(test::runs_of({}, sweep, 1), options);
  ASSERT_TRUE(report);
  const auto json = nlohmann::json::parse(to_json(*report));
  EXPECT_EQ(json.at("format"), "cdp-compare");
  EXPECT_EQ(json.at("verdict"), "fit");
  EXPECT_EQ(json.at("target").at("params"), 1e9);
  EXPECT_EQ(json.at("transfer").at("value"), report->transfer.value.value());
  EXPECT_EQ(json.at("fit").at("interval").at(1), report->law.value.high());
  EXPECT_EQ(json.at("fit").at("loss").at("value"), report->law.loss->loss);
  EXPECT_EQ(json.at("held_out").at("transfer_off_octaves"), report->held_out.transfer_off);
  EXPECT_EQ(json.at("cost_unit"), "FLOPs");
}

}  // namespace
}  // namespace cdp::study
