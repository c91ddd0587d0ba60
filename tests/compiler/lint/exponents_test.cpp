// Exponents as they are read off rule sets of the library and of a user.
#include "compiler/lint/exponents.h"

#include <gmock/gmock.h>

#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
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
  EXPECT_THAT(exponents_of(rules_on(spec.checked(), spec.tensor(kQ), sema::Hp::lr)),
              UnorderedElementsAre(Pair("in", -1), Pair("depth", -0.5), Pair("batch", 0.5), Pair("duration", -0.5)));
  EXPECT_THAT(exponents_of(rules_on(spec.checked(), spec.multiplier("blocks.*.attn_mult"))),
              UnorderedElementsAre(Pair("depth", -0.5)));
}

TEST(Exponents, LeaveOutWhatCancelsAndWhatIsNoMonomialOfTheValue) {
  const Compiled spec = under(test::own_rules(
      "@hidden { lr *= m_in^-1 }\n@block@hidden { lr *= m_in }\n@all { beta1 ^= m_B; 1 - beta2 *= m_B }"));
  EXPECT_THAT(exponents_of(rules_on(spec.checked(), spec.tensor(kQ), sema::Hp::lr)), IsEmpty());
  EXPECT_THAT(exponents_of(rules_on(spec.checked(), spec.tensor(kQ), sema::Hp::beta1)), IsEmpty());
  EXPECT_THAT(exponents_of(rules_on(spec.checked(), spec.tensor(kQ), sema::Hp::beta2)), IsEmpty());
}

TEST(Exponents, GrowInAnAxisByFanInAndFanOutToo) {
  const Compiled spec =
      under(test::own_rules("@hidden { lr *= m_in^-1 * m_out^0.5 * m_N^-0.25 }\n@attention { value *= m_in^-1 }"));
  EXPECT_EQ(growth(spec.checked(), spec.tensor(kQ), sema::Hp::lr, "width"), -0.75);
  EXPECT_EQ(growth(spec.checked(), spec.tensor(kQ), sema::Hp::lr, "depth"), 0);
  EXPECT_EQ(growth(spec.checked(), spec.multiplier("blocks.*.attn.scale"), "width"), 0) << "heads stay";
}

TEST(Exponents, TellParameterizationsFromTheStandardOneAndFromLaws) {
  const Compiled sp = under("use std.sp\nparameterization = sp_fan_in()\n");
  EXPECT_FALSE(follows_shapes(sp.checked()));
  EXPECT_FALSE(is_law(sp.checked()));
  const Compiled mup = under("use std.mup\nparameterization = mup()\n");
  EXPECT_TRUE(follows_shapes(mup.checked()));
  const Compiled law = under(test::own_rules("@all { lr *= m_params^-0.2 }"));
  EXPECT_FALSE(follows_shapes(law.checked()));
  EXPECT_TRUE(is_law(law.checked()));
}

TEST(Exponents, KnowWhatARuleSetSpeaksOf) {
  const Compiled spec = under(test::own_rules("assert m_B == 1\n@hidden { lr *= m_in^-1 }"));
  EXPECT_TRUE(speaks_of(spec.checked(), "batch")) << "in an assert";
  EXPECT_TRUE(speaks_of(spec.checked(), "in"));
  EXPECT_FALSE(speaks_of(spec.checked(), "duration"));
}

TEST(Exponents, FindTheFarthestTargetAndWhereRulesStand) {
  const Compiled spec = under(test::own_rules("@hidden { lr *= m_in^-1 }"));
  ASSERT_NE(farthest(spec.checked(), "width"), nullptr);
  EXPECT_EQ(farthest(spec.checked(), "width")->name(), "big");
  EXPECT_EQ(farthest(spec.checked(), "batch"), nullptr);
  const auto rules = rules_on(spec.checked(), spec.tensor(kQ), sema::Hp::lr);
  EXPECT_EQ(spec.target->sources.text(rules_span(spec.checked(), rules)), "lr *= m_in^-1");
  EXPECT_EQ(spec.target->sources.text(rules_span(spec.checked())), "r()");
}

TEST(Exponents, KnowWhichStepsAreAsLargeAsLr) {
  const Compiled spec = under(test::own_rules("@hidden { lr *= m_in^-1 }"));
  EXPECT_TRUE(steps_by_lr(spec.checked(), spec.tensor(kQ)));
  const Compiled muon = Compiled(test::spec_with("use std.muon\nparameterization = muon()\n") +
                                 "training { optimizer = muon }\ntarget big { width = 512 }\n");
  EXPECT_FALSE(steps_by_lr(muon.checked(), muon.tensor(kQ)));
  EXPECT_TRUE(steps_by_lr(muon.checked(), muon.tensor("head.weight")));
}

}  // namespace
}  // namespace cdp::lint
