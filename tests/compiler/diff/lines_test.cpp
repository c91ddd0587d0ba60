// Differences in one line, as a run that is to go on tells them. The lines of `cdp diff`: tests/compiler/driver.
#include "compiler/diff/lines.h"

#include <gtest/gtest.h>

#include "tests/compiler/plan/sample_plan.h"

namespace cdp::diff {
namespace {

using plan::Plan;

using plan::testing::sample_plan;

TEST(DifferencesText, NamesWhatCounts) {
  const Plan a = sample_plan();
  Plan b = a;
  EXPECT_EQ(differences_text(compare(a, b), 4), "");
  b.spec.path = "other.cdp";
  b.compiler = "9";
  b.target = "elsewhere";
  EXPECT_EQ(differences_text(compare(a, b), 4), "") << "no number differs";
  b.training.seed = 77;
  EXPECT_EQ(differences_text(compare(a, b), 4), "training seed " + std::to_string(a.training.seed) + " -> 77");
  b.tensors.front().lr = 2 * a.tensors.front().lr;
  const std::string both = differences_text(compare(a, b), 4);
  EXPECT_NE(both.find(", lr of " + a.tensors.front().name), std::string::npos) << both;
  EXPECT_NE(both.find("(x2)"), std::string::npos) << both;
}

TEST(DifferencesText, StopsAfterSome) {
  const Plan a = sample_plan();
  Plan b = a;
  b.training.seed = 77;
  b.training.steps += 1;
  b.tensors.front().weight_decay += 1;
  const std::string text = differences_text(compare(a, b), 1);
  EXPECT_EQ(text.substr(text.size() - std::string(" and 2 more").size()), " and 2 more") << text;
}

}  // namespace
}  // namespace cdp::diff
