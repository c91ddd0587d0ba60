// Values that rules take out of their range: one finding a target and cause, at the target, with the way out.
#include "compiler/scaling/out_of_range.h"

#include <gmock/gmock.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using test::compile;
using test::Compiled;
using test::Ids;
using test::own_rules;
using test::spec_with;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kHot = "target hot { batch = 3200 seq }\n";

std::unique_ptr<Compiled> hot(const std::string& call, const std::string& more = "") {
  return compile(spec_with("use std.complete_d_p\nparameterization = " + call + "\n") + more + kHot, "hot");
}

TEST(OutOfRange, IsOneErrorAtTheTargetForAllThatOneFactorMoves) {
  const auto compiled = hot("complete_d_p()");
  EXPECT_FALSE(compiled->scaled);
  ASSERT_EQ(compiled->ids(), Ids{"E0461"}) << "both betas, all tensors";
  const auto found = compiled->sink.sorted().front();
  EXPECT_EQ(compiled->sources.text(found.span), "hot") << "the name in the line of the target";
  EXPECT_THAT(found.message,
              StartsWith("at `hot` the rules take `beta1` to -9 and `beta2` to -4, which must be at least 0 "
                         "and below 1, for `embed.weight`, "));
  EXPECT_THAT(found.message,
              HasSubstr(" more; write `betas = \"power\"`, or take a smaller step from the reference, by a "
                        "factor of at most 10"));
  EXPECT_EQ(compiled->noted(), (Ids{"1 - beta1 *= m_B / m_D", "1 - beta2 *= m_B / m_D"}));
}

std::string mended(const std::string& call) {
  const auto compiled = hot(call);
  const auto found = compiled->sink.sorted().front();
  if (!found.fix) return "";
  std::string text = compiled->sources.file(found.fix->span.file).text;
  text.replace(found.fix->span.begin, found.fix->span.end - found.fix->span.begin, found.fix->replacement);
  EXPECT_EQ(compile(text, "hot")->ids(), Ids{}) << text;
  const auto at = text.find("parameterization = ") + 19;
  return text.substr(at, text.find('\n', at) - at);
}

TEST(OutOfRange, TheFixWritesThePowerForm) {
  EXPECT_EQ(mended("complete_d_p()"), "complete_d_p(betas = \"power\")");
  EXPECT_EQ(mended("complete_d_p(alpha = 0.5)"), "complete_d_p(alpha = 0.5, betas = \"power\")");
  EXPECT_EQ(mended("complete_d_p(betas = \"linear\")"), "complete_d_p(betas = \"power\")");
  EXPECT_EQ(mended("complete_d_p(1, 0.5, \"linear\")"), "complete_d_p(1, 0.5, \"power\")");
}

TEST(OutOfRange, NamesOnlyWhatItConcerns) {
  const auto one = hot("complete_d_p()", "tune @all { beta1 = 0.999; beta2 = 0.999 }\ntune head { beta1 = 0.9 }\n");
  ASSERT_EQ(one->ids(), Ids{"E0461"});
  EXPECT_THAT(one->messages()[0],
              HasSubstr("take `beta1` to -9, which must be at least 0 and below 1, for `head.weight`; write"));
  const auto two =
      hot("complete_d_p()",
          "tune @all { beta1 = 0.999; beta2 = 0.999 }\ntune head { beta1 = 0.9 }\ntune embed { beta1 = 0.8 }\n");
  EXPECT_THAT(two->messages()[0], HasSubstr("`beta1` to between -19 and -9, which"));
  EXPECT_THAT(two->messages()[0], HasSubstr("for `embed.weight` and `head.weight`; "));
  EXPECT_THAT(two->messages()[0], EndsWith("by a factor of at most 5"));
}

TEST(OutOfRange, ARuleSetThatDoesNotHandBetasOnIsToldWhere) {
  const auto inner =
      compile(spec_with("use std.complete_d_p\nrules mine() extends complete_d_p() { embed { lr *= m_N^-0.1 } }\n"
                        "parameterization = mine()\n") +
                  kHot,
              "hot");
  EXPECT_EQ(inner->ids(), Ids{"E0465"});
  EXPECT_THAT(inner->messages()[0],
              HasSubstr("write `betas = \"power\"` where `complete_d_p` is extended, or take a smaller step"));
  EXPECT_FALSE(inner->sink.sorted().front().fix);
}

TEST(OutOfRange, OtherRuleSetsAreOfferedASmallerStep) {
  const auto own = compile(spec_with(own_rules("  @all { 1 - beta1 *= m_B }")) + kHot, "hot");
  EXPECT_THAT(own->messages()[0], EndsWith("; take a smaller step from the reference, by a factor of at most 10"));
  const auto product = compile(spec_with(own_rules("  @hidden { beta2 *= m_B }")) + kHot, "hot");
  EXPECT_THAT(product->messages()[0], HasSubstr("take `beta2` to 95, which must be at least 0 and below 1"));
  EXPECT_THAT(product->messages()[0], EndsWith("; take a smaller step from the reference"));
  EXPECT_THAT(product->messages()[0], Not(HasSubstr("embed.weight")));
}

TEST(OutOfRange, AnyHyperparameterHasARange) {
  const auto lr = compile(spec_with(own_rules("  @all { 1 - lr *= m_B }")) + kHot, "hot");
  ASSERT_EQ(lr->ids(), Ids{"E0466"});
  EXPECT_THAT(lr->messages()[0], HasSubstr("which must be 0 or more, for"));
  EXPECT_EQ(compile(spec_with(own_rules("  @all { 1 - weight_decay *= m_B }")) + kHot, "hot")->ids(), Ids{"E0466"});
}

TEST(OutOfRange, WhatRoundsToOneIsOutOfRangeUnderThePowerFormToo) {
  const auto compiled = compile(spec_with(own_rules("  @all { beta1 ^= m_B^-16 }")) + kHot, "hot");
  ASSERT_EQ(compiled->ids(), Ids{"E0464"});
  EXPECT_THAT(compiled->messages()[0], HasSubstr("`beta1` to 1, which"));
}

TEST(OutOfRange, TwoCausesAreTwoFindings) {
  const auto compiled =
      compile(spec_with(own_rules("  @input { 1 - beta1 *= m_B }\n  @hidden { beta2 *= m_B }")) + kHot, "hot");
  EXPECT_EQ(compiled->ids(), (Ids{"E0464", "E0466"}));
}

TEST(OutOfRange, ALeavingThatALaterRuleUndoesIsNone) {
  EXPECT_EQ(
      compile(spec_with(own_rules("  @all { 1 - beta1 *= m_B }\n  @all { 1 - beta1 *= m_B^-1 }")) + kHot, "hot")->ids(),
      Ids{});
}

TEST(OutOfRange, LayersThatDifferAreListedOnce) {
  const auto compiled = hot("complete_d_p()", "tune blocks[i] { beta1 = 0.9 - 0.01 * i }\n");
  ASSERT_EQ(compiled->ids(), Ids{"E0461"});
  EXPECT_THAT(compiled->messages()[0], HasSubstr("`beta1` to between -12 and -9 and `beta2` to -4"));
}

}  // namespace
}  // namespace cdp::scaling
