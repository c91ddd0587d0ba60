// A law as a rule set, by its text; that specs compile with it is tested with the command
// (tests/compiler/driver/fit_test.cpp).
#include "study/fit/rule_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/fit/timescale.h"
#include "tests/study/fit/synthetic.h"

namespace cdp::study {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

FitReport exact(const test::Sweep& sweep = {}, FitOptions options = {}) {
  test::Truth truth;
  truth.noise = 0;
  return *fit_runs(test::runs_of(truth, sweep, 1), options);
}

TEST(RuleSet, HasTheLawItsRangeAndItsPolicy) {
  const auto text = to_rule_set(exact());
  ASSERT_TRUE(text) << text.error().text();
  EXPECT_THAT(*text, HasSubstr("\nuse std.sp\n"));
  EXPECT_THAT(*text, HasSubstr("rules fitted_lr(reach = 1, reference_duration = 40000000, reference_params = 2000000) "
                               "extends sp() {\n  requires { optimizer = adamw; schedule = wsd }\n"));
  EXPECT_THAT(*text, HasSubstr("  @all { lr *= m_D^-0.3509 * m_params^-0.2219 }\n"));
  EXPECT_THAT(*text, HasSubstr("assert reference_duration * m_D >= 40000000 / reach and reference_duration * m_D <= "
                               "640000000 * reach, \"fitted for duration from 40M to 640M"));
  EXPECT_THAT(*text, HasSubstr("assert m_B == 1, \"fitted at one batch size\""));
  EXPECT_THAT(*text, HasSubstr("/// Fitted by `cdp fit` to 27 runs of runs.csv, at 9 scales.\n"));
  EXPECT_EQ(*text, *to_rule_set(exact())) << "equal runs give equal bytes";
}

TEST(RuleSet, SaysWhereThereIsNoInterval) {
  test::Sweep two;
  two.params = {1e7};
  two.durations = {1e8, 4e8};
  const std::string text = *to_rule_set(exact(two));
  EXPECT_THAT(text, HasSubstr("duration^-0.3509; no interval, for want of scales.\n"));
  EXPECT_THAT(text, Not(HasSubstr("Left out one by one")));
}

TEST(RuleSet, HoldsTheBatchToWhatItFollowed) {
  test::Sweep follows;
  follows.batch_power = 0.55;
  EXPECT_THAT(*to_rule_set(exact(follows)), HasSubstr("assert m_B * m_D^-0.55 > 0.6897 and m_B * m_D^-0.55 < 1.45, "
                                                      "\"fitted with the batch following the duration as m_D^0.55\""));
  FitReport unknown = exact();
  unknown.policy = {};
  EXPECT_THAT(*to_rule_set(unknown), HasSubstr("assert m_B == 1, \"the runs do not say how the batch"));
}

TEST(RuleSet, WhatTheRunsHeldStillStays) {
  test::Sweep model;
  model.params = {1e7};
  EXPECT_THAT(*to_rule_set(exact(model)), HasSubstr("assert m_params == 1, \"fitted for one model size\""));
  test::Sweep duration;
  duration.durations = {1e8};
  EXPECT_THAT(*to_rule_set(exact(duration)), HasSubstr("assert m_D == 1, \"fitted at one duration\""));
  EXPECT_THAT(*to_rule_set(exact()), Not(HasSubstr("m_params == 1")));
}

TEST(RuleSet, GivesTheRulesTheirRefittedExponents) {
  FitOptions options;
  options.rules = *parse_rules_call("complete_d_p(alpha = 1)", nullptr);
  const std::string text = *to_rule_set(exact({}, options));
  EXPECT_THAT(text, HasSubstr("use std.complete_d_p\n"));
  EXPECT_THAT(text, HasSubstr("extends complete_d_p(alpha = 1, duration_exponent = 0.8509) {"));
  EXPECT_THAT(text, HasSubstr("  @all { lr *= m_params^-0.2219 }\n")) << "what the parameter carries is not said twice";
  options.rules = *parse_rules_call("complete_d_p(duration_exponent = 0.3)", nullptr);
  EXPECT_THAT(*to_rule_set(exact({}, options)), HasSubstr("extends complete_d_p(duration_exponent = 0.6509) {"));
}

TEST(RuleSet, OfTauScalesWeightDecay) {
  FitReport report = exact();
  report.hyperparameter = kTau;
  EXPECT_THAT(*to_rule_set(report), HasSubstr("rules fitted_tau("));
  EXPECT_THAT(*to_rule_set(report), HasSubstr("@all { weight_decay *= m_B * m_D^-1 * m_D^0.3509 * m_params^0.2219 }"));
  report.rules = *parse_rules_call("mup()", nullptr);
  EXPECT_EQ(to_rule_set(report).error().place, "--write");
}

TEST(RuleSet, OfATagSelectsTheTag) {
  FitReport report = exact();
  report.hyperparameter = "@hidden.lr";
  EXPECT_THAT(*to_rule_set(report), HasSubstr("rules fitted_hidden_lr("));
  EXPECT_THAT(*to_rule_set(report), HasSubstr("@hidden { lr *= m_D"));
  report.hyperparameter = "blocks.*.mlp.lr";
  EXPECT_EQ(
      to_rule_set(report).error().text(),
      "--write: no rule carries `blocks.*.mlp.lr`; rules carry lr, eps, weight_decay and init_std of `base` and of "
      "tags, as in `base.lr` and `@hidden.lr`");
  report.hyperparameter = "base.beta1";
  EXPECT_FALSE(to_rule_set(report));
}

TEST(RuleSet, AnAxisThatNoSpecCanDeclareIsRefused) {
  FitReport report = exact();
  report.law->axes[0].name = "x) {} @all { lr *= m_D";
  EXPECT_EQ(to_rule_set(report).error().place, "--write");
}

TEST(RuleSet, WithoutALawThereIsNothingToWrite) {
  FitReport report = exact();
  report.law.reset();
  report.no_law = "all runs are at one scale";
  EXPECT_EQ(to_rule_set(report).error().text(), "--write: there is no law to write: all runs are at one scale");
}

TEST(RuleSet, TextsOfATableCannotLeaveTheirComment) {
  FitReport report = exact();
  report.runs = "a\n@all { lr *= m_D }.csv";
  report.tags["note"] = "x\n@hidden { lr *= m_N }";
  report.tags["schedule"] = "wsd }\n@all { lr *= m_D";
  const std::string text = *to_rule_set(report);
  EXPECT_THAT(text, Not(HasSubstr("\n@")));
  EXPECT_THAT(text, HasSubstr("requires { optimizer = adamw }\n"))
      << "words that `training` does not know are no words";
}

}  // namespace
}  // namespace cdp::study
