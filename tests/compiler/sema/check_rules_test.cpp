// Names in rule sets.
#include "compiler/sema/check_rules.h"

#include <gtest/gtest.h>

#include "compiler/sema/names.h"
#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using test::check;
using test::Ids;
using test::ids_for;

TEST(CheckRules, AcceptsParametersLetsRatiosAndAxes) {
  EXPECT_EQ(
      ids_for(
          "axis experts\nlet half = 0.5\nrules r(alpha = 1, power = -alpha) {\n  @all { lr *= k ^ half }\n"
          "  let k = m_B / m_D * m_experts ^ power\n}\nrules s() extends r(alpha = half) { @all { lr *= m_in } }\n"),
      Ids{});
}

TEST(CheckRules, FindsWhatIsUnknown) {
  EXPECT_EQ(check("rules r(alpha = 1) {\n  @all { lr *= m_in ^ aplha; learning_rate *= m_N }\n}\n"
                  "rules s() extends q() { @all { lr *= m_B } }\n")
                ->ids(),
            (Ids{"E0201", "E0238", "E0237"}));
}

TEST(CheckRules, WantsConstantsInDefaultsArgumentsAndConditions) {
  EXPECT_EQ(ids_for("rules r(a = m_N) { @all { lr *= m_B ^ a } }\n"), Ids{"E0244"});
  EXPECT_EQ(ids_for("rules s(a = 1) { @all { lr *= m_B ^ a } }\nrules r() extends s(m_N) { }\n"), Ids{"E0244"});
  EXPECT_EQ(ids_for("rules r() { if m_in > 2 { @all { lr *= m_B } } else if m_L > 2 { } }\n"), (Ids{"E0244", "E0244"}));
  EXPECT_EQ(
      check("rules r() {\n  let j = k ^ 2\n  let k = m_B / m_D\n  if j > 1 { @all { lr *= m_B } }\n}\n")->messages(),
      Ids{"`m_B` differs from target to target; conditions, bounds, defaults and arguments of rule sets see only "
          "constants"});
}

TEST(CheckRules, LooksIntoBranches) {
  EXPECT_EQ(ids_for("rules r(a = 1) {\n  if a > 0 { @all { lr *= m_Q } } else { @all { lrr *= m_N } }\n}\n"),
            (Ids{"E0201", "E0238"}));
  EXPECT_EQ(ids_for("rules r(a = 1) {\n  if a > 0 { let k = 1\n @all { lr *= m_N ^ k } }\n}\n"), Ids{"E0243"});
  EXPECT_EQ(ids_for("rules r(a = 1) {\n  if b > 0 { @all { lr *= m_N ^ a } }\n}\n"), Ids{"E0201"});
}

TEST(CheckRules, AssertsSeeTheRatiosOfTheWholeModel) {
  EXPECT_EQ(ids_for("rules r(a = 1) {\n  let k = m_B\n  assert k == 1 and m_params > a\n}\n"), Ids{});
  EXPECT_EQ(ids_for("rules r() {\n  let k = m_out\n  assert k == 1 and m_in > 1\n}\n"), (Ids{"E0245", "E0245"}));
  EXPECT_EQ(ids_for("rules r() {\n  assert width == 128\n}\n"), Ids{"E0240"});
}

TEST(CheckRules, RefusesSizesSettingsAndTakenNames) {
  EXPECT_EQ(ids_for("rules r() { @all { lr *= width } }\n"), Ids{"E0240"});
  EXPECT_EQ(ids_for("axis experts\nrules r() { @all { lr *= experts } }\n"), Ids{"E0240"});
  EXPECT_EQ(ids_for("rules r() { @all { lr = 1 } }\n"), Ids{"E0239"});
  EXPECT_EQ(ids_for("rules r(m_in = 1) { @all { lr *= m_N } }\n"), Ids{"E0236"});
  EXPECT_EQ(ids_for("rules r(a = 1, a = 2) { @all { lr *= m_N } }\n"), Ids{"E0202"});
}

TEST(CheckRules, BoundsAreConstantsOfTheHyperparameterItself) {
  EXPECT_EQ(ids_for("let cap = 0.05\nrules r(least = 0.9) { @all { lr <= cap / 2; beta2 >= least } }\n"), Ids{});
  EXPECT_EQ(ids_for("rules r() { @all { lr <= m_N^-1 } }\n"), Ids{"E0244"});
  EXPECT_EQ(ids_for("rules r() {\n  let cap = m_N\n  @all { lr <= cap }\n}\n"), Ids{"E0244"});
  EXPECT_EQ(ids_for("rules r() { @all { lr <= 1 / width } }\n"), Ids{"E0240"});
  EXPECT_EQ(ids_for("rules r() { @all { lrr <= 1 } }\n"), Ids{"E0238"});
  EXPECT_EQ(ids_for("rules r() { @all { 1 - beta2 <= 0.05 } }\n"), Ids{"E0463"});
}

TEST(CheckRules, KnowsTheRatiosOfOwnAxes) {
  const auto checked = check("axis experts\n");
  const auto names = ratio_names(checked->program, 0);
  for (const std::string name : {"m_N", "m_width", "m_in", "m_params", "m_context", "m_experts"})
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
}

}  // namespace
}  // namespace cdp::sema
