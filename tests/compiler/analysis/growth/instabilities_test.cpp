// Violations with one cause are one, with the line that repairs them.
#include "compiler/analysis/growth/instabilities.h"

#include <gmock/gmock.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

std::vector<std::string> repairs(const Compiled& spec, const std::string& axis) {
  std::vector<std::string> all;
  for (const Instability& one : instabilities_of(spec.facts, verdicts_along(spec.facts, along(axis))))
    if (one.first.is_fault() && one.repair) all.push_back(one.repair->text());
  return all;
}

TEST(Instabilities, AMissingLineIsWrittenForJustTheTensorsThatLackIt) {
  EXPECT_THAT(repairs(gpt_under("mup", "mup()"), "depth"),
              ElementsAre("@residual { value *= m_L^-1 }", "@block { eps *= m_L^-1 }"));
  EXPECT_THAT(
      repairs(gpt_under("sp", "sp()"), "width"),
      ElementsAre("@block { init_std *= m_in^-0.5 }", "@logits { value *= m_in^-1 }", "@hidden { lr *= m_in^-1 }",
                  "@block not @finite, @trunk not @norm { eps *= m_N^-1 }", "@hidden { weight_decay *= m_in }"));
}

TEST(Instabilities, ARuleOfTheSpecsOwnIsChanged) {
  const Compiled spec(
      test::spec_with("rules r() {\n"
                      "  @hidden { init_std *= m_in^-0.5; lr *= m_in^-2; eps *= m_N^-1; weight_decay *= m_in^2 }\n"
                      "  @output { init_std *= m_in^-1; lr *= m_in^-1; weight_decay *= m_in }\n"
                      "  @input, @block@vector { eps *= m_N^-1 }\n}\nparameterization = r()\n") +
      "target big { width = 512 }\n");
  EXPECT_THAT(repairs(spec, "width"), ElementsAre("lr *= m_in^-1", "weight_decay *= m_in"));
}

TEST(Instabilities, ALineWithAFanInSelectsOnlyWhatHasOne) {
  const Compiled spec(test::spec_with("use std.sp\nparameterization = sp()\n") +
                      "tune @norm, @bias { weight_decay = 0 }\ntarget big { width = 512 }\n");
  EXPECT_THAT(repairs(spec, "width"), Contains("@hidden { weight_decay *= m_in }"))
      << "not `@block`: gains have a weight_decay of 0, and no fan-in";
}

TEST(Instabilities, EveryTensorIsAll) {
  EXPECT_THAT(repairs(gpt_under("mup", "mup()"), "batch"), Contains("@all { 1 - beta1 *= m_B }"));
}

TEST(Instabilities, AreGatheredAlongWhatTargetsMove) {
  const auto all = stability_of(gpt_under("completep", "completep()").facts, 1.25);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_TRUE(all[0].instabilities.empty());
  EXPECT_TRUE(all[1].instabilities.empty());
  EXPECT_FALSE(all[2].instabilities.empty()) << "completep has no rules for the batch";
}

}  // namespace
}  // namespace cdp::analysis
