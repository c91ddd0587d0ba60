// The JSON of a report reads back, and has every number.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/study/transfer/report_support.h"

namespace cdp::study {
namespace {

using nlohmann::json;

TEST(TransferJson, HasEveryNumber) {
  const TransferReport report = some_report(slow_law());
  const json read = json::parse(to_json(report));
  EXPECT_EQ(read["format"], "cdp-transfer");
  EXPECT_EQ(read["version"], 1);
  EXPECT_EQ(read["verdict"], "slow");
  EXPECT_EQ(read["axis"], "width");
  EXPECT_EQ(read["hyperparameter"], "base.lr");
  const json& group = read["groups"][0];
  const Transfer& transfer = report.groups[0];
  EXPECT_EQ(group["alpha"]["value"], transfer.alpha->value);
  EXPECT_EQ(group["beta_minus_half_alpha"]["identifiable"], true);
  EXPECT_EQ(group["drift_octaves"]["interval"][0], transfer.drift->interval.low);
  EXPECT_EQ(group["regrets"].size(), 4U);
  EXPECT_EQ(group["regrets"][0]["share_of_gap"]["value"], transfer.regrets[0].share.value);
  EXPECT_EQ(group["scales"].size(), 5U);
  EXPECT_EQ(group["scales"][4]["values"].size(), 9U);
  EXPECT_EQ(group["scales"][4]["values"][8]["diverged"], 3);
  EXPECT_TRUE(group["scales"][4]["values"][8]["loss"].is_null());
  EXPECT_EQ(group["scales"][4]["values"][8]["in_parabola"], false);
  EXPECT_NEAR(group["scales"][0]["optimum"], std::exp2(transfer.curves[0].optimum()), 1e-12);
}

TEST(TransferJson, WhatIsInfiniteIsNull) {
  Law law;
  law.values = 2;
  const json read = json::parse(to_json(some_report(law)));
  EXPECT_EQ(read["verdict"], "cannot tell");
  EXPECT_TRUE(read["groups"][0]["alpha"].is_null());
  EXPECT_TRUE(read["groups"][0]["scales"][0]["optimum"].is_null());
  EXPECT_EQ(read["groups"][0]["regrets"].size(), 0U);
}

TEST(TransferJson, HasTheTrajectoryWhereItWasAskedFor) {
  TransferReport report = some_report({});
  EXPECT_FALSE(json::parse(to_json(report)).contains("trajectory"));
  TrajectorySplit split;
  split.k = 4;
  split.worst = {1e-9, 0.02};
  split.runs = 3;
  split.scales = {{64, {{0.5, -3, -2, -1}, {1, -4, -2.5, -1.5}, {2, -3, -1, -2}}, 1, 1, 2}};
  split.whole_gain = -0.5;
  split.top_gain = -0.125;
  split.mechanism = Mechanism::kSeen;
  report.trajectory = split;
  const json read = json::parse(to_json(report))["trajectory"];
  EXPECT_EQ(read["mechanism"], "seen");
  EXPECT_EQ(read["k"], 4);
  EXPECT_EQ(read["changes_off"], 0.02);
  EXPECT_EQ(read["gain"]["rest"], -0.375);
  EXPECT_EQ(read["scales"][0]["lowest"]["rest"], 2);
  EXPECT_EQ(read["scales"][0]["values"][1]["top"], -2.5);
  report.trajectory->scales.clear();  // a check failed
  report.trajectory->mechanism = Mechanism::kCannotTell;
  const json failed = json::parse(to_json(report))["trajectory"];
  EXPECT_EQ(failed["mechanism"], "cannot tell");
  EXPECT_FALSE(failed.contains("scales"));
  EXPECT_FALSE(failed.contains("k"));
}

}  // namespace
}  // namespace cdp::study
