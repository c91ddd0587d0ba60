// Asserts of rule sets: which ratios they see, and what a failure shows.
#include "compiler/scaling/rule_assertions.h"

#include <gtest/gtest.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using test::compile;
using test::Ids;
using test::own_rules;
using test::spec_with;

const std::string kBig = "target big { width = 512; batch = 64 seq; duration = 80M tok }\n";  // x4, x2, x8

Ids messages_of(const std::string& assertion) {
  return compile(spec_with(own_rules(assertion)) + kBig, "big")->messages();
}

TEST(Policies, SeeTheRatiosAsNumbers) {
  EXPECT_EQ(messages_of("  assert m_N == 4 and m_width == 4 and m_L == 1 and m_B == 2 and m_D == 8 and m_context == 1"),
            Ids{});
  EXPECT_EQ(messages_of("  let k = m_B / m_D\n  assert k == 0.25 and m_B^3 == m_D"), Ids{});
  EXPECT_EQ(messages_of("  assert m_params > 15 and m_params < 16.5"), Ids{}) << "norms grow by 4 only";
}

TEST(Policies, ShowTheirPartsAndTheirRuleSet) {
  EXPECT_EQ(messages_of("  assert m_B == 1, \"fitted at one batch\""),
            Ids{"rule set `r`: fitted at one batch: not so at `big`, `m_B` is 2"});
  EXPECT_EQ(messages_of("  assert m_B / m_D >= 0.5"),
            Ids{"rule set `r`: `m_B / m_D >= 0.5`: not so at `big`, `m_B / m_D` is 0.25, `m_B` is 2, `m_D` is 8"});
  const auto compiled = compile(spec_with(own_rules("  assert m_B == 1")) + kBig, "big");
  EXPECT_EQ(compiled->noted(), Ids{"assert m_B == 1"});
}

TEST(Policies, SeeParametersAndAreInherited) {
  const std::string rules =
      "rules bounded(alpha) { assert alpha >= 0.5 and alpha <= 1, \"alpha lies in [1/2, 1]\" }\n"
      "rules r(alpha = 1) extends bounded(alpha) { @all { lr *= m_L^-alpha } }\nparameterization = r(";
  EXPECT_EQ(compile(spec_with(rules + "0.5)\n"))->ids(), Ids{});
  EXPECT_EQ(compile(spec_with(rules + "2)\n"))->messages()[0],
            "rule set `bounded`: alpha lies in [1/2, 1]: not so at `reference`, `alpha >= 0.5` is true, `alpha` is 2, "
            "`alpha <= 1` is false");
  const auto at_target = compile(spec_with(rules + "2)\n") + kBig, "big");
  EXPECT_EQ(at_target->sources.text(at_target->sink.sorted()[0].span), "r(2)") << "said once for all targets";
}

TEST(Policies, AnAxisThatTheSpecLacksDoesNotGrow) {
  const auto few = compile(
      "use std.moe\nuse std.moe_complete_d_p: moe_complete_d_p\nmodel = Moe(width, depth, vocab = 256)\n"
      "parameterization = moe_complete_d_p()\n" +
          test::kReference + test::kBase + kBig,
      "big");
  EXPECT_EQ(few->ids(), Ids{}) << "the rule set's own axes were not handed on";
}

TEST(Policies, ReportConditionsThatAreNone) {
  EXPECT_EQ(compile(spec_with(own_rules("  assert m_B")) + kBig, "big")->ids(), Ids{"E0212"});
}

}  // namespace
}  // namespace cdp::scaling
