// The check as JSON, read back.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "compiler/coordcheck/report.h"
#include "tests/compiler/coordcheck/sample.h"

namespace cdp::coordcheck {
namespace {

TEST(Json, HoldsEveryCheckWithItsPoints) {
  const auto json = nlohmann::json::parse(to_json(sample_check()));
  EXPECT_EQ(json["format"], "cdp-coordcheck");
  EXPECT_EQ(json["fails"], true);
  const auto& study = json["studies"][0];
  EXPECT_EQ(study["axis"], "width");
  EXPECT_EQ(study["checks"].size(), 11U);
  const auto& worst = study["checks"][0];
  EXPECT_EQ(worst["module"], "blocks.*.attn.q");
  EXPECT_EQ(worst["verdict"], "explodes");
  EXPECT_NEAR(worst["slope"].get<double>(), 0.7, 1e-9);
  EXPECT_EQ(worst["predicted"], nlohmann::json({0.0, 0.0}));
  EXPECT_EQ(worst["points"].size(), 12U);
  EXPECT_LT(worst["interval"][0], worst["interval"][1]);
  EXPECT_TRUE(study["checks"].back()["predicted"].is_null());
  EXPECT_EQ(study["not_in_the_spec"][0], "stranger<");
}

}  // namespace
}  // namespace cdp::coordcheck
