// Values that are equal on paper are equal in a plan.
#include "compiler/scaling/settled.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::compile;
using test::own_rules;
using test::spec_with;

TEST(Settled, KeepsWhatIsWritten) {
  for (const double value : {0.1, 1e-8, 4e-3, 123456789.0, 0.123456789012345, 3.0, 0.0, -0.5})
    EXPECT_EQ(settled(exact(value)), value);
}

TEST(Settled, ReadsDecimalsNotTheDoublesBesideThem) {
  EXPECT_NE(0.1 * 3, 0.3) << "what it is for";
  EXPECT_EQ(settled(exact(1e-7) * exact(0.1)), 1e-8);
  EXPECT_EQ(settled(exact(0.1) * 3), 0.3);
  EXPECT_EQ(settled(exact(1e-8) / 7 * 7), 1e-8);
}

TEST(Settled, RootsThatCancelDo) {
  for (int k = 2; k < 2000; ++k) {
    const Exact root = std::pow(static_cast<Exact>(k), Exact(-0.5));
    EXPECT_EQ(settled(root * root), settled(Exact(1) / k)) << k;
    EXPECT_EQ(settled(exact(0.02) * root), settled(exact(0.02) * root * root * std::pow(Exact(k), Exact(0.5)))) << k;
  }
}

TEST(Settled, KeepsWhatIsNoFiniteDouble) {
  EXPECT_TRUE(std::isinf(settled(HUGE_VALL)));
  EXPECT_TRUE(std::isnan(settled(std::numeric_limits<Exact>::quiet_NaN())));
  EXPECT_TRUE(std::isinf(settled(Exact(1e300L) * 1e300L)));
}

double head_eps(const std::string& clauses, const std::string& axes) {
  const auto compiled = compile(spec_with(own_rules(clauses)) + "target big { " + axes + " }\n", "big");
  EXPECT_EQ(compiled->messages(), test::Ids{});
  return compiled->value(Hp::eps, "head.weight");
}

TEST(Settled, OrderAndFormOfFactorsDoNotShow) {
  for (const std::string axes : {"width = 384", "width = 896; depth = 12", "width = 1408; batch = 96 seq"}) {
    const double at_once = head_eps("@all { eps *= m_N^-1 * m_L^-0.5 }", axes);
    EXPECT_EQ(at_once, head_eps("@all { eps *= m_L^-0.5 }\n@all { eps *= m_N^-1 }", axes)) << axes;
    EXPECT_EQ(at_once, head_eps("@all { eps *= m_N^-0.5 }\n@all { eps *= m_N^-0.5 * m_L^-0.5 }", axes)) << axes;
    EXPECT_EQ(at_once, head_eps("@all { eps *= m_N^-3 }\n@all { eps *= m_L^-0.5 * m_N^2 }", axes)) << axes;
  }
}

TEST(Settled, FactorsKeepTheirDigitsUntilTheValueIsThere) {
  const auto compiled = compile(spec_with(own_rules("@hidden { eps *= m_in^-1 }")) +
                                "tune blocks[i] { lr *= along(1.2, 1.0, 0.8) }\ntune embed { lr *= 2 / 3 }\n");
  ASSERT_EQ(compiled->messages(), test::Ids{});
  EXPECT_EQ(compiled->value(Hp::lr, "blocks.*.mlp.up.weight", {1}), 0.00426666666666667) << "4e-3 * 16 / 15";
  EXPECT_EQ(compiled->value(Hp::lr, "embed.weight"), 0.00266666666666667) << "4e-3 * 2 / 3";
}

TEST(Settled, ARestOfARoundingIsNoBeta) {
  const auto compiled =
      compile(spec_with(own_rules("@all { 1 - beta1 *= m_B }")) + "target big { batch = 320 seq }\n", "big");
  ASSERT_EQ(compiled->messages(), test::Ids{});
  EXPECT_EQ(compiled->value(Hp::beta1, "head.weight"), 0) << "1 - 0.1 * 10";
}

TEST(Settled, TunedAndScaledValuesMeet) {
  const std::string rules = own_rules("@hidden { eps *= m_in^-1 }");
  const std::string spec = spec_with(rules) + "tune embed { eps = 1e-9 }\ntarget big { width = 1280 }\n";
  const auto compiled = compile(spec, "big");
  ASSERT_EQ(compiled->messages(), test::Ids{});
  EXPECT_EQ(compiled->value(Hp::eps, "blocks.*.mlp.up.weight", {0}), compiled->value(Hp::eps, "embed.weight"));
}

TEST(Settled, WrittenDigitsStay) {
  const auto compiled = compile(spec_with(own_rules("@all { lr *= m_N^-1 }")) +
                                    "tune embed { lr = 0.12345678901234567 }\ntarget same { depth = 8 }\n",
                                "same");
  ASSERT_EQ(compiled->messages(), test::Ids{});
  EXPECT_EQ(compiled->value(Hp::lr, "embed.weight"), 0.12345678901234567);
}

}  // namespace
}  // namespace cdp::scaling
