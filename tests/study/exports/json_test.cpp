// A study as other programs read it.
#include "study/exports/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/study/exports/sample.h"
#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

TEST(StudyJson, HasEveryTrialWithItsResult) {
  const test::TempFolder temp;
  const auto study = nlohmann::json::parse(to_json(sample_study(temp.file("study"))));
  EXPECT_EQ(study["kind"], "sweep");
  EXPECT_EQ(study["tags"]["optimizer"], "adamw");
  ASSERT_EQ(study["trials"].size(), 5U);
  const auto& first = study["trials"][0];
  EXPECT_EQ(first["trial"], 1);
  EXPECT_EQ(first["at"]["width"], "64");
  EXPECT_EQ(first["set"][0], "base.lr=0.001");
  EXPECT_EQ(first["state"], "finished");
  EXPECT_EQ(first["loss"], 3.5);
  EXPECT_EQ(first["curve"][1][1], 3.5);
  EXPECT_TRUE(study["trials"][1]["loss"].is_null());
  EXPECT_EQ(study["trials"][1]["message"], "the loss became NaN");
  EXPECT_EQ(study["trials"][4]["state"], "waiting");
}

}  // namespace
}  // namespace cdp::study
