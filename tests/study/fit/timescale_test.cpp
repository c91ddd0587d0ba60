// tau and tokens_per_param against numbers worked out by hand.
#include "study/fit/timescale.h"

#include <gtest/gtest.h>

namespace cdp::study {
namespace {

study::Run run_with(double lr, double decay) {
  study::Run run;
  run.axes = {{"batch", 1e5}, {"duration", 1e9}, {"params", 5e7}};
  run.values = {{"base.lr", lr}, {"base.weight_decay", decay}};
  run.loss = 3;
  return run;
}

TEST(Timescale, TauTakesThePlaceOfWeightDecay) {
  const auto coupled = with_tau({"r", {run_with(1e-3, 0.1)}});
  ASSERT_TRUE(coupled);
  EXPECT_NEAR(coupled->runs[0].values.at("tau"), 1, 1e-12) << "1e5 / (1e-3 0.1 1e9)";
  EXPECT_FALSE(coupled->runs[0].values.contains("base.weight_decay"));
  EXPECT_TRUE(coupled->runs[0].values.contains("base.lr"));
  study::Run independent = run_with(1e-3, 1e-4);
  independent.tags = {{"decay", "independent"}};
  EXPECT_NEAR(with_tau({"r", {independent}})->runs[0].values.at("tau"), 1, 1e-12);
}

TEST(Timescale, SaysWhatTauNeeds) {
  study::Run run = run_with(1e-3, 0.1);
  run.axes.erase("batch");
  EXPECT_EQ(with_tau({"r.csv", {run}}).error().text(),
            "r.csv: tau = batch / (lr weight_decay duration) needs the column `batch` in every run");
  EXPECT_EQ(
      with_tau({"r.csv", {run_with(1e-3, 0)}}).error().text(),
      "r.csv: tau = batch / (lr weight_decay duration) needs `base.weight_decay` above 0, found 0; leave out runs "
      "without it");
}

TEST(Timescale, TokensPerParam) {
  EXPECT_EQ(with_tokens_per_param({"r", {run_with(1, 1)}})->runs[0].axes.at("tokens_per_param"), 20);
  study::Run run = run_with(1, 1);
  run.axes.erase("params");
  EXPECT_FALSE(with_tokens_per_param({"r", {run}}));
}

}  // namespace
}  // namespace cdp::study
