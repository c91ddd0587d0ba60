// Exponents as they are read off rule sets of the library and of a user.
#include "compiler/analysis/exponents.h"

#include <gmock/gmock.h>

#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const std::string kQ = "blocks.*.attn.q.weight";

Compiled under(const std::string& rules, const std::string& arguments = "") {
  return Compiled(test::spec_with(rules, arguments) + "target big { width = 512; depth = 8 }\n");
}

TEST(Exponents, AreSummedOverTheRulesThatSelectATensor) {
  const Compiled spec = under("use std.complete_d_p\nparameterization = complete_d_p(alpha = 0.5)\n");
  EXPECT_THAT(exponents_on(spec.facts, spec.tensor(kQ), sema::Hp::lr),
              UnorderedElementsAre(Pair("in", -1), Pair("depth", -0.5), Pair("batch", 0.5), Pair("duration", -0.5)));
  EXPECT_THAT(exponents_on(spec.facts, spec.multiplier("blocks.*.attn_mult")),
              UnorderedElementsAre(Pair("depth", -0.5)));
}

TEST(Exponents, LeaveOutWhatCancelsAndWhatIsNoMonomialOfTheValue) {
  const Compiled spec = under(test::own_rules(
      "@hidden { lr *= m_in^-1 }\n@block@hidden { lr *= m_in }\n@all { beta1 ^= m_B; 1 - beta2 *= m_B }"));
  EXPECT_THAT(exponents_on(spec.facts, spec.tensor(kQ), sema::Hp::lr), IsEmpty());
  EXPECT_THAT(exponents_on(spec.facts, spec.tensor(kQ), sema::Hp::beta1), IsEmpty());
  EXPECT_THAT(exponents_on(spec.facts, spec.tensor(kQ), sema::Hp::beta2), IsEmpty());
}

TEST(Exponents, GrowInAnAxisByFanInAndFanOutToo) {
  const Compiled spec =
      under(test::own_rules("@hidden { lr *= m_in^-1 * m_out^0.5 * m_N^-0.25 }\n@attention { value *= m_in^-1 }"));
  EXPECT_EQ(growth(spec.facts, spec.tensor(kQ), sema::Hp::lr, "width"), -0.75);
  EXPECT_EQ(growth(spec.facts, spec.tensor(kQ), sema::Hp::lr, "depth"), 0);
  EXPECT_EQ(growth(spec.facts, spec.multiplier("blocks.*.attn.scale"), "width"), 0) << "heads stay";
}

TEST(Exponents, TellLawsFromParameterizations) {
  const Compiled sp = under("use std.sp\nparameterization = sp_fan_in()\n");
  EXPECT_FALSE(sp.facts.effects.is_law);
  const Compiled law = under(test::own_rules("@all { lr *= m_params^-0.2 }"));
  EXPECT_TRUE(law.facts.effects.is_law);
}

TEST(Exponents, KnowWhatARuleSetSpeaksOf) {
  const Compiled spec = under(test::own_rules("assert m_B == 1\n@hidden { lr *= m_in^-1 }"));
  EXPECT_TRUE(speaks_of(spec.facts, "batch")) << "in an assert";
  EXPECT_TRUE(speaks_of(spec.facts, "in"));
  EXPECT_FALSE(speaks_of(spec.facts, "duration"));
}

}  // namespace
}  // namespace cdp::analysis
