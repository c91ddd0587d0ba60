// Why a value differs: which lines are laid against which, and what is told of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/diff/parts.h"
#include "tests/compiler/diff/plans.h"
#include "tests/compiler/plan/sample_plan.h"
#include "tests/support/cpu_time.h"

namespace cdp::diff {
namespace {

using plan::Because;
using plan::Effect;
using plan::Plan;
using plan::Reason;

using plan::testing::sample_plan;
using ::testing::ElementsAre;
using Chain = std::vector<Reason>;

const Reason kBase{"gpt.cdp:17:18", "lr = 4e-3", Effect::kSet, 0.004};
const Reason kTune{"gpt.cdp:27:21", "lr *= 1.3", Effect::kMultiply, 1.3};
const Reason kWidth{"std/mup.cdp:5:43", "lr *= m_in^-1", Effect::kMultiply, 0.25};

struct Plans {
  Plan a = sample_plan();
  Plan b = sample_plan();

  [[nodiscard]] std::vector<std::string> causes(const Chain& from, const Chain& to) const {
    const Context context = context_of(a, b, 0);
    std::vector<std::string> texts;
    for (const Cause& cause : causes_of(Because{{"lr", from}}, Because{{"lr", to}}, "lr", context))
      texts.push_back(text_of(cause));
    return texts;
  }
};

TEST(Causes, ABoundSetsTheValue) {
  const Plans plans;
  EXPECT_THAT(plans.causes({kBase, kWidth}, {kBase, kWidth, {"std/mup.cdp:6:1", "lr >= 2e-3", Effect::kClamp, 0.002}}),
              ElementsAre("- => `lr >= 2e-3` at std/mup.cdp:6:1 0.002..0.002"));
}

TEST(Causes, WhatALineDoesIsNotReadOffItsText) {
  const Plan plan = sample_plan();
  const Context context = context_of(plan, plan, 0);
  const Reason odd{"std/mup.cdp:6:1", "some == line >= of ^= text", Effect::kComplement, 1};
  EXPECT_TRUE(other_reasons({kBase, odd}, {kBase, odd}, context).empty());
  for (const Effect effect : all_of<Effect>()) {
    Reason other = odd;
    other.effect = effect;
    const std::vector<Cause> causes = other_reasons({kBase, odd}, {kBase, other}, context);
    if (effect == Effect::kComplement) {
      EXPECT_TRUE(causes.empty());
      continue;
    }
    ASSERT_EQ(causes.size(), 1U) << cdp::word(effect);
    EXPECT_EQ(causes[0].a->effect, Effect::kComplement);
    EXPECT_EQ(causes[0].b->effect, effect);
    other.factor = 2;
    const std::vector<Cause> added = other_reasons({kBase}, {kBase, other}, context);
    ASSERT_EQ(added.size(), 1U) << cdp::word(effect);
    EXPECT_EQ(added[0].b->effect, effect);
  }
}

TEST(Causes, ALineThatWasAddedOrRemoved) {
  const Plans plans;
  EXPECT_THAT(plans.causes({kBase, kWidth}, {kBase, kTune, kWidth}),
              ElementsAre("- => `lr *= 1.3` at gpt.cdp:27:21 1.3..1.3"));
  EXPECT_THAT(plans.causes({kBase, kTune, kWidth}, {kBase, kWidth}),
              ElementsAre("`lr *= 1.3` at gpt.cdp:27:21 1.3..1.3 => -"));
}

TEST(Causes, ManyLinesAreLaidSideBySide) {
  Chain from;
  Chain to;
  for (int i = 0; i < 60'000; ++i) {
    from.push_back({fmt::format("gpt.cdp:{}:1", i), fmt::format("lr *= {}", i), Effect::kMultiply, 2});
    to.push_back({fmt::format("std/mup.cdp:{}:1", i), fmt::format("lr{} *= 1", i), Effect::kMultiply, 3});
  }
  const Plans plans;
  std::vector<std::string> causes;
  EXPECT_LT(test::cpu_seconds([&] { causes = plans.causes(from, to); }), 8);
  EXPECT_EQ(causes.size(), 120'000);
}

TEST(Causes, LikeLinesReplaceEachOtherInOrder) {
  const Plans plans;
  const Chain from = {kBase,
                      {"gpt.cdp:1:1", "lr *= 2", Effect::kMultiply, 2},
                      {"a.cdp:1:1", "lr *= 3", Effect::kMultiply, 3},
                      {"gpt.cdp:2:1", "lr *= 4", Effect::kMultiply, 4}};
  const Chain to = {kBase,
                    {"a.cdp:9:1", "lr *= 5", Effect::kMultiply, 5},
                    {"gpt.cdp:8:1", "lr *= 6", Effect::kMultiply, 6},
                    {"gpt.cdp:9:1", "lr ^= 7", Effect::kPower, 7}};
  EXPECT_THAT(plans.causes(from, to),
              ElementsAre("`lr *= 2` at gpt.cdp:1:1 2..2 => `lr *= 6` at gpt.cdp:8:1 6..6",
                          "`lr *= 3` at a.cdp:1:1 3..3 => `lr *= 5` at a.cdp:9:1 5..5",
                          "`lr *= 4` at gpt.cdp:2:1 4..4 => -", "- => `lr ^= 7` at gpt.cdp:9:1 7..7"));
}

TEST(Causes, ALineThatWasReplaced) {
  const Plans plans;
  EXPECT_THAT(plans.causes({kBase, kTune}, {kBase, {"gpt.cdp:30:1", "lr *= 1.5", Effect::kMultiply, 1.5}}),
              ElementsAre("`lr *= 1.3` at gpt.cdp:27:21 1.3..1.3 => `lr *= 1.5` at gpt.cdp:30:1 1.5..1.5"));
  // Where the first line of a chain goes, the value that is set goes with it.
  EXPECT_THAT(plans.causes({kBase, kTune}, {{"gpt.cdp:17:18", "lr = 2e-3", Effect::kSet, 0.002}, kTune}),
              ElementsAre("`lr = 4e-3` at gpt.cdp:17:18 0.004..0.004 => `lr = 2e-3` at gpt.cdp:17:18 0.002..0.002"));
}

TEST(Causes, ALineThatGivesSomethingElseAndTheAxisThatItSees) {
  Plans plans;
  plans.a.scale[0].second = {8, 32, 4, ""};
  plans.b.scale[0].second = {8, 64, 8, ""};
  plans.b.scale[3].second.ratio = 10;
  EXPECT_THAT(plans.causes({kBase, kWidth}, {kBase, {"std/mup.cdp:5:43", "lr *= m_in^-1", Effect::kMultiply, 0.125}}),
              ElementsAre("`lr *= m_in^-1` at std/mup.cdp:5:43 0.25..0.25 => `lr *= m_in^-1` at std/mup.cdp:5:43 "
                          "0.125..0.125 (width: 32 -> 64)"));
}

TEST(Causes, AnArgumentThatTheLineSees) {
  Plans plans;
  plans.b.parameterization.arguments[0].second = 0.5;
  const Reason one{"std/mup.cdp:5:43", "lr *= m_L^(alpha - 1)", Effect::kMultiply, 1};
  Reason half = one;
  half.factor = 0.5;
  const char* there =
      "`lr *= m_L^(alpha - 1)` at std/mup.cdp:5:43 1..1 => `lr *= m_L^(alpha - 1)` at "
      "std/mup.cdp:5:43 0.5..0.5 (alpha: 1 -> 0.5)";
  EXPECT_THAT(plans.causes({kBase, one}, {kBase, half}), ElementsAre(there));
  // A `let` may stand for any argument.
  const Reason by_let{"std/mup.cdp:5:43", "lr *= m_L^power", Effect::kMultiply, 1};
  Reason other = by_let;
  other.factor = 0.5;
  EXPECT_THAT(plans.causes({kBase, by_let}, {kBase, other}),
              ElementsAre(::testing::EndsWith("0.5..0.5 (alpha: 1 -> 0.5)")));
}

TEST(Causes, LinesThatChangeNothingAreNoCauses) {
  const Plans plans;
  const Reason neutral{"std/mup.cdp:6:1", "lr *= m_L^0", Effect::kMultiply, 1};
  EXPECT_THAT(plans.causes({kBase, neutral}, {kBase, kTune}),
              ElementsAre("- => `lr *= 1.3` at gpt.cdp:27:21 1.3..1.3"));
  EXPECT_THAT(plans.causes({kBase, neutral}, {kBase}), ElementsAre("- => - both plans give the same reasons"));
}

TEST(Causes, AnotherRuleSetIsToldFirst) {
  Plans plans;
  plans.b.parameterization.name = "mup";
  EXPECT_THAT(plans.causes({kBase}, {kBase, kWidth}),
              ElementsAre("- => - (the parameterization: complete_d_p -> mup)",
                          "- => `lr *= m_in^-1` at std/mup.cdp:5:43 0.25..0.25"));
  // A line of the spec itself does not come from a rule set.
  EXPECT_THAT(plans.causes({kBase}, {kBase, kTune}), ElementsAre("- => `lr *= 1.3` at gpt.cdp:27:21 1.3..1.3"));
}

TEST(Causes, PlansWithoutReasons) {
  const Plan plan = sample_plan();
  const Context context = context_of(plan, plan, 0);
  const Because because = {{"lr", {kBase}}};
  const auto unknown = [&](const std::optional<Because>& a, const std::optional<Because>& b) {
    return causes_of(a, b, "lr", context).front().unknown;
  };
  EXPECT_EQ(unknown({}, {}), "the plans have no reasons");
  EXPECT_EQ(unknown({}, because), "the first plan has no reasons");
  EXPECT_EQ(unknown(because, {}), "the second plan has no reasons");
  EXPECT_EQ(unknown(because, Because{}), "a plan has no reasons for it");
}

TEST(Causes, PlacesAreLinesWhateverTheSpecIsCalled) {
  Plans plans;
  plans.b.spec.path = "new.cdp";
  const Context context = context_of(plans.a, plans.b, 0);
  EXPECT_TRUE(
      same_place({"gpt.cdp:3:1", "", Effect::kMultiply, 1}, {"new.cdp:3:1", "", Effect::kMultiply, 1}, context));
  EXPECT_FALSE(
      same_place({"gpt.cdp:3:1", "", Effect::kMultiply, 1}, {"new.cdp:4:1", "", Effect::kMultiply, 1}, context));
  EXPECT_FALSE(
      same_place({"std/mup.cdp:3:1", "", Effect::kMultiply, 1}, {"std/sp.cdp:3:1", "", Effect::kMultiply, 1}, context));
}

TEST(Causes, OtherReasonsForAnEqualValue) {
  const Plan plan = sample_plan();
  const Context context = context_of(plan, plan, 0);
  EXPECT_TRUE(other_reasons({kBase}, {{"gpt.cdp:99:1", "lr = 4e-3", Effect::kSet, 0.004}}, context).empty());
  EXPECT_EQ(other_reasons({kBase}, {{"gpt.cdp:17:18", "lr = 0.004", Effect::kSet, 0.004}}, context).size(), 1U);
}

}  // namespace
}  // namespace cdp::diff
