// Importance as programs read it.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "study/importance/report.h"
#include "tests/study/importance/trials.h"

namespace cdp::study {
namespace {

TEST(ImportanceJson, HasSharesWithIntervals) {
  const auto read = nlohmann::json::parse(to_json({importance_of(explored({}, test::some_sweep().all).front())}));
  const auto& scale = read["scales"][0];
  EXPECT_EQ(scale["verdict"], "tells");
  EXPECT_EQ(scale["points"], 32);
  EXPECT_EQ(scale["diverged"], 4);
  EXPECT_EQ(scale["dimensions"][0]["name"], "base.lr");
  EXPECT_GT(scale["dimensions"][0]["alone"]["share"], 0.9);
  EXPECT_LE(scale["dimensions"][0]["alone"]["low"], scale["dimensions"][0]["alone"]["high"]);
  EXPECT_FALSE(scale.contains("why"));
}

TEST(ImportanceJson, SaysWhyItCannotTell) {
  const auto read = nlohmann::json::parse(to_json({Importance{{{"width", "64"}}}}));
  EXPECT_EQ(read["scales"][0]["at"]["width"], "64");
  EXPECT_EQ(read["scales"][0]["verdict"], "cannot tell");
  EXPECT_EQ(read["scales"][0]["why"], "cannot tell: no trial has finished");
  EXPECT_TRUE(read["scales"][0]["dimensions"].empty());
}

}  // namespace
}  // namespace cdp::study
