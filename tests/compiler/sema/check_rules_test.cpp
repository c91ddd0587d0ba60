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
  EXPECT_EQ(ids_for("rules r(a = m_N) { @all { lr *= m_B } }\n"), Ids{"E0201"}) << "a parameter is a constant";
}

TEST(CheckRules, RefusesSizesSettingsAndTakenNames) {
  EXPECT_EQ(ids_for("rules r() { @all { lr *= width } }\n"), Ids{"E0240"});
  EXPECT_EQ(ids_for("axis experts\nrules r() { @all { lr *= experts } }\n"), Ids{"E0240"});
  EXPECT_EQ(ids_for("rules r() { @all { lr = 1 } }\n"), Ids{"E0239"});
  EXPECT_EQ(ids_for("rules r(m_in = 1) { @all { lr *= m_N } }\n"), Ids{"E0236"});
  EXPECT_EQ(ids_for("rules r(a = 1, a = 2) { @all { lr *= m_N } }\n"), Ids{"E0202"});
}

TEST(CheckRules, KnowsTheRatiosOfOwnAxes) {
  const auto checked = check("axis experts\n");
  const auto names = ratio_names(checked->program, 0);
  for (const std::string name : {"m_N", "m_width", "m_in", "m_params", "m_context", "m_experts"})
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
}

}  // namespace
}  // namespace cdp::sema
