// The journal's lines; that Optuna reads them is a test of scripts/optuna-test.
#include "study/exports/optuna.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "tests/study/exports/sample.h"
#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

std::vector<nlohmann::json> journal() {
  const test::TempFolder temp;
  std::istringstream text(optuna_journal(sample_study(temp.file("study"))));
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

TEST(OptunaJournal, HasALineForTheStudyAndOneForEachEnd) {
  const auto lines = journal();
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0]["op_code"], 0);
  EXPECT_EQ(lines[0]["directions"], nlohmann::json::array({1}));
  const std::vector<int> states = {1, 3, 2, 3};
  for (std::size_t i = 0; i < states.size(); ++i) {
    EXPECT_EQ(lines[i + 1]["op_code"], 4);
    EXPECT_EQ(lines[i + 1]["state"], states[i]) << i;
  }
}

TEST(OptunaJournal, ATrialHasItsValuesAndItsCurve) {
  const auto trial = journal()[1];
  EXPECT_EQ(trial["value"], 3.5);
  EXPECT_EQ(trial["params"], (nlohmann::json{{"base.lr", 0.001}}));
  const auto distribution = nlohmann::json::parse(trial["distributions"]["base.lr"].get<std::string>());
  EXPECT_EQ(distribution["name"], "FloatDistribution");
  EXPECT_TRUE(distribution["attributes"]["log"]);
  EXPECT_LT(distribution["attributes"]["low"], 0.001);
  EXPECT_EQ(trial["intermediate_values"], (nlohmann::json{{"50", 4.0}, {"100", 3.5}}));
  EXPECT_EQ(trial["user_attrs"]["width"], 64);
  EXPECT_EQ(trial["user_attrs"]["blocks[i].lr*"], "along(1, 2)");
  EXPECT_EQ(trial["datetime_complete"], "1970-01-01T00:00:12+00:00");
  EXPECT_TRUE(journal()[2]["value"].is_null());
  EXPECT_EQ(journal()[2]["user_attrs"]["message"], "the loss became NaN");
}

}  // namespace
}  // namespace cdp::study
