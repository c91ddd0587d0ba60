// What comes out for the library's rule sets: exponents as in the papers' tables, and verdicts with their repairs.
#include "compiler/stability/report.h"

#include <gmock/gmock.h>

#include "tests/compiler/stability/reports.h"

namespace cdp::stability {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A row of Table 1 of arXiv:2512.22382, as exponents of m_N and of m_L at alpha = 1. The table's init std of vectors
/// is constant; its weight decay keeps lr * weight_decay over width, and lr as it is over depth.
struct Printed {
  const char* tensor;
  double std, lr, eps;                  // of m_N
  double depth_lr_half, depth_eps_one;  // of m_L: lr at alpha 1/2, eps at alpha 1
};

constexpr Printed kTable1[] = {
    {"embed.weight", 0, 0, -1, 0, 0},
    {"blocks.*.attn.q.weight", -0.5, -1, -1, -0.5, -1},
    {"blocks.*.attn.k.weight", -0.5, -1, -1, -0.5, -1},
    {"blocks.*.attn.v.weight", -0.5, -1, -1, -0.5, -1},
    {"blocks.*.attn.out.weight", -0.5, -1, -1, -0.5, -1},
    {"blocks.*.mlp.up.weight", -0.5, -1, -1, -0.5, -1},
    {"blocks.*.mlp.down.weight", -0.5, -1, -1, -0.5, -1},
    {"blocks.*.mlp.up.offset", 0, 0, -1, -0.5, -1},
    {"blocks.*.attn_norm.gain", 0, 0, -1, -0.5, -1},
    {"blocks.*.mlp_norm.gain", 0, 0, -1, -0.5, -1},
    {"blocks.*.attn.q_norm.gain", 0, 0, 0, -0.5, -1},
    {"blocks.*.attn.k_norm.gain", 0, 0, 0, -0.5, -1},
    {"norm.gain", 0, 0, 0, 0, 0},
    {"head.weight", -1, -1, 0, 0, 0},
};

const std::string kBiased = ", mlp_type = \"gelu\", bias = true";

TEST(StabilityReport, CompleteDPIsTable1OverWidth) {
  const Report report = report_of(gpt_spec("complete_d_p", "complete_d_p()", kBiased), {"width"});
  ASSERT_THAT(report.axes, SizeIs(1));
  const Axis& width = report.axes.front();
  for (const Printed& row : kTable1) {
    const bool starts_at_zero = std::string_view(row.tensor).ends_with("offset");
    if (!starts_at_zero) {
      EXPECT_EQ(of_tensor(width, row.tensor, "std"), row.std) << row.tensor;
    }
    EXPECT_EQ(of_tensor(width, row.tensor, "step"), row.lr) << row.tensor;  // a step of Adam has the size of lr
    EXPECT_EQ(of_tensor(width, row.tensor, "eps"), row.eps) << row.tensor;
    EXPECT_EQ(of_tensor(width, row.tensor, "decay"), 0) << row.tensor;
    EXPECT_EQ(of_tensor(width, row.tensor, "reach"), 0) << row.tensor;
  }
}

TEST(StabilityReport, CompleteDPIsTable1OverDepth) {
  const Report one = report_of(gpt_spec("complete_d_p", "complete_d_p()", kBiased), {"depth"});
  const Report half = report_of(gpt_spec("complete_d_p", "complete_d_p(alpha = 0.5)", kBiased), {"depth"});
  for (const Printed& row : kTable1) {
    const bool in_block = std::string_view(row.tensor).starts_with("blocks");
    EXPECT_EQ(of_tensor(one.axes[0], row.tensor, "step"), 0) << row.tensor;
    EXPECT_EQ(of_tensor(one.axes[0], row.tensor, "eps"), row.depth_eps_one) << row.tensor;
    EXPECT_EQ(of_tensor(half.axes[0], row.tensor, "step"), row.depth_lr_half) << row.tensor;
    EXPECT_EQ(of_tensor(half.axes[0], row.tensor, "eps"), in_block ? -0.5 : 0) << row.tensor;
    EXPECT_EQ(of_tensor(one.axes[0], row.tensor, "reach"), 0) << row.tensor;
    EXPECT_EQ(of_tensor(half.axes[0], row.tensor, "reach"), 0) << row.tensor;
  }
  EXPECT_TRUE(one.stable());
  EXPECT_TRUE(half.stable());
}

/// The gradients behind the eps column: measured ones are in the paper; the last norm's is -1 where the table prints 0.
TEST(StabilityReport, GradientsUnderCompleteDP) {
  const Report report = report_of(gpt_spec("complete_d_p", "complete_d_p()"), {"width"});
  const Axis& width = report.axes.front();
  EXPECT_EQ(of_tensor(width, "head.weight", "std"), -1);
  EXPECT_EQ(of_tensor(width, "head.weight", "gradient"), 0);
  EXPECT_EQ(of_tensor(width, "embed.weight", "gradient"), -1);
  EXPECT_EQ(of_tensor(width, "blocks.*.mlp.up.weight", "gradient"), -1);
  EXPECT_EQ(of_tensor(width, "blocks.*.attn.q_norm.gain", "gradient_first"), -0.5);
  EXPECT_EQ(of_tensor(width, "blocks.*.attn.q_norm.gain", "gradient"), 0);
  EXPECT_EQ(of_tensor(width, "norm.gain", "gradient"), -1);
  EXPECT_EQ(of_value(width, "head", "entry"), -0.5);  // a readout starts small
  EXPECT_EQ(of_value(width, "head", "aligned"), 0);
  EXPECT_EQ(of_value(width, "blocks", "entry"), 0);
  EXPECT_EQ(of_value(width, "blocks", "aligned"), 0);
}

TEST(StabilityReport, WhatSourcesDisputeIsNoFault) {
  const Report report = report_of(gpt_spec("complete_d_p", "complete_d_p()"), {"width"});
  ASSERT_THAT(report.axes[0].findings, SizeIs(1));
  const Finding& finding = report.axes[0].findings[0];
  EXPECT_EQ(finding.verdict, analysis::Verdict::eps_dominates);
  EXPECT_THAT(finding.names, ::testing::ElementsAre("norm.gain"));
  EXPECT_FALSE(finding.is_fault());
  EXPECT_TRUE(report.stable());
}

TEST(StabilityReport, BatchAndDurationAreKeptByCompleteDP) {
  const Report report = report_of(gpt_spec("complete_d_p", "complete_d_p()"), {"batch", "duration"});
  ASSERT_THAT(report.axes, SizeIs(2));
  for (const Axis& axis : report.axes) {
    EXPECT_TRUE(axis.of_run);
    EXPECT_THAT(axis.findings, IsEmpty()) << axis.name;
    EXPECT_THAT(axis.undecided, IsEmpty()) << axis.name;
  }
  EXPECT_FALSE(report_of(gpt_spec("mup", "mup()"), {"batch"}).stable());
}

TEST(StabilityReport, UnderOtherOptimizersBatchIsUnknown) {
  std::string spec = gpt_spec("mup", "mup_table_3()");
  spec.replace(spec.find("adamw"), 5, "lion");
  spec.replace(spec.find("eps = 1e-8; "), 12, "");
  const Report report = report_of(spec, {"batch"});
  EXPECT_EQ(report.axes[0].undecided.size(), report.axes[0].tensors.size());
  EXPECT_EQ(verdict(report.axes[0]), "unknown");
}

const Finding* find(const Axis& axis, const std::string& hp, const std::string& name) {
  for (const Finding& finding : axis.findings)
    if (finding.hp == hp && std::find(finding.names.begin(), finding.names.end(), name) != finding.names.end())
      return &finding;
  return nullptr;
}

TEST(StabilityReport, StandardParameterizationExplodesInWidth) {
  const Report report = report_of(gpt_spec("sp", "sp()"), {"width"});
  EXPECT_FALSE(report.stable());
  const Axis& width = report.axes.front();
  const Finding* lr = find(width, "lr", "blocks.*.mlp.up.weight");
  ASSERT_NE(lr, nullptr);
  EXPECT_EQ(lr->verdict, analysis::Verdict::exploding);
  EXPECT_EQ(lr->found, 0);
  EXPECT_EQ(lr->wanted, -1);
  EXPECT_EQ(lr->effect, 1);
  EXPECT_EQ(lr->repair, "@hidden { lr *= m_in^-1 }");
  EXPECT_EQ(lr->rules_at, "");
  const Finding* init = find(width, "init_std", "blocks.*.mlp.up.weight");
  ASSERT_NE(init, nullptr);
  EXPECT_EQ(init->wanted, -0.5);
  ASSERT_FALSE(init->because.empty());
  EXPECT_THAT(init->because.front().at, HasSubstr("std/linear.cdp:"));
}

TEST(StabilityReport, MupExplodesInDepth) {
  const Report report = report_of(gpt_spec("mup", "mup()"));
  ASSERT_THAT(report.axes, SizeIs(2));
  EXPECT_TRUE(report.axes[0].stable());
  EXPECT_FALSE(report.axes[1].stable());
  const Finding* branch = find(report.axes[1], "value", "blocks.*.attn_mult");
  ASSERT_NE(branch, nullptr);
  EXPECT_EQ(branch->verdict, analysis::Verdict::exploding);
  EXPECT_EQ(branch->wanted, -1);
  EXPECT_EQ(branch->repair, "@residual { value *= m_L^-1 }");
}

TEST(StabilityReport, TermsComeToTheEffect) {
  for (const char* rules : {"sp()", "sp_fan_in()"}) {
    const Report report = report_of(gpt_spec("sp", rules, ", head_dim = width / 4"));
    for (const Axis& axis : report.axes)
      for (const Finding& finding : axis.findings) {
        double sum = 0;
        for (const Term& term : finding.because) sum += term.exponent;
        EXPECT_NEAR(sum, finding.effect, 1e-6) << axis.name << ' ' << finding.hp << ' ' << finding.names.front();
      }
  }
}

/// The lines that the report asks for, together in a rule set, leave nothing.
TEST(StabilityReport, RepairsTogetherLeaveNothing) {
  std::string lines;
  for (const Axis& axis : report_of(gpt_spec("sp", "sp()")).axes)
    for (const Finding& finding : axis.findings) lines += "  " + finding.repair + "\n";
  const std::string own = "rules mine() extends sp() {\n" + lines + "}\n";
  const Report report = report_of(gpt_spec("sp", "mine()", "", own));
  for (const Axis& axis : report.axes) EXPECT_THAT(axis.findings, IsEmpty()) << axis.name;
}

TEST(StabilityReport, ValuesAreNamedAfterWhatMakesThem) {
  const Report report = report_of(gpt_spec("mup", "mup()"), {"width"});
  std::vector<std::string> names;
  for (const Row& row : report.axes[0].values) names.push_back(row.name);
  EXPECT_THAT(names, Contains("embed"));
  EXPECT_THAT(names, Contains("blocks.*.attn.q"));
  EXPECT_THAT(names, Contains("blocks.*.attn_mult"));
  EXPECT_THAT(names, Contains("head.mult"));
  EXPECT_THAT(names, Contains(::testing::StrEq("blocks.*.attention")));
}

}  // namespace
}  // namespace cdp::stability
