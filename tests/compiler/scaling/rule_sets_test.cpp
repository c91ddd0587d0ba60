// Tables beyond muP and Complete(d)P, cell by cell: depth-muP, CompleteP, u-muP, muon, mixtures of experts, and the
// variants of weight decay and betas. The first tables and rules.md's golden numbers: tables_test.cpp.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "compiler/base/text.h"
#include "compiler/sema/library_rules.h"
#include "tests/compiler/scaling/exponents.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::Cell;
using test::compile;
using test::expect_table;
using test::Exponents;
using test::golden_spec;
using test::Ids;
using test::kSame;
using test::spec_of;
using test::Zoo;

const std::string kQ = "blocks.*.attn.q.weight";
const std::string kUp = "blocks.*.mlp.up.weight";
const std::string kDown = "blocks.*.mlp.down.weight";
const std::string kBlockNorm = "blocks.*.attn_norm.gain";
const std::string kHeadNorm = "blocks.*.attn.q_norm.gain";

TEST(RuleSets, DepthMup) {
  const Exponents found({"mup", "depth_mup()"});
  expect_table(found, {{"embed.weight", kSame, kSame, {-1, 0}, kSame},
                       {kQ, {-0.5, 0}, {-1, -0.5}, {-1, -0.5}, {1, 0}},
                       {kDown, {-0.5, 0}, {-1, -0.5}, {-1, -0.5}, {1, 0}},
                       {kBlockNorm, kSame, {0, -0.5}, {-1, -0.5}, kSame},
                       {"norm.gain", kSame, kSame, kSame, kSame},
                       {"head.weight", kSame, kSame, {-1, 0}, kSame}});
  EXPECT_EQ(found.of(Hp::value, "blocks.*.mlp_mult"), Cell(0, -0.5));
  EXPECT_EQ(found.of(Hp::value, "head.mult"), Cell(-1, 0));
}

TEST(RuleSets, CompletePAtEachAlpha) {
  for (const double alpha : {0.5, 0.75, 1.0}) {
    const Exponents found({"completep", "completep(alpha = " + shortest(alpha) + ")"}, "position = \"learned\"");
    const Cell block_eps = {-1, -alpha};
    // Eps as the authors have mended it (EleutherAI/nanoGPT-mup at 3904404, Equation 40): m_N^-1 wherever gradients
    // fall so.
    expect_table(found, {{"embed.weight", kSame, kSame, {-1, 0}, kSame},
                         {"pos.weight", kSame, kSame, {-1, 0}, kSame},
                         {kQ, {-0.5, 0}, {-1, alpha - 1}, block_eps, {1, 0}},
                         {kUp, {-0.5, 0}, {-1, alpha - 1}, block_eps, {1, 0}},
                         {kDown, {-0.5, 0}, {-1, alpha - 1}, block_eps, {1, 0}},
                         {kBlockNorm, kSame, {0, alpha - 1}, block_eps, kSame},
                         {kHeadNorm, kSame, {0, alpha - 1}, {0, -alpha}, kSame},
                         {"norm.gain", kSame, kSame, {-1, 0}, kSame},
                         {"head.weight", kSame, kSame, {-1, 0}, kSame}});
    EXPECT_EQ(found.of(Hp::value, "blocks.*.attn_mult"), Cell(0, -alpha));
    EXPECT_EQ(found.of(Hp::value, "blocks.*.mlp_mult"), Cell(0, -alpha));
    EXPECT_EQ(found.of(Hp::value, "head.mult"), Cell(-1, 0));
  }
}

TEST(RuleSets, CompletePKeepsThePrintedEps) {
  const std::string arguments = "position = \"learned\", ";
  for (const std::string tied : {"false", "true"}) {
    const Exponents found({"completep", "completep(eps = \"printed\")"}, arguments + "tied = " + tied);
    for (const std::string path : {"pos.weight", "norm.gain"}) EXPECT_EQ(found.of(Hp::eps, path), kSame) << path;
    EXPECT_EQ(found.of(Hp::eps, "embed.weight"), tied == "true" ? Cell(-1, 0) : kSame);
    EXPECT_TRUE(tied == "true" || found.of(Hp::eps, "head.weight") == kSame);
    EXPECT_EQ(found.of(Hp::eps, kUp), Cell(-1, -1));
    EXPECT_EQ(found.of(Hp::eps, kHeadNorm), Cell(0, -1));
  }
  const Exponents tied({"completep", "completep()"}, "tied = true");
  EXPECT_EQ(tied.of(Hp::eps, "embed.weight"), Cell(-1, 0)) << "once, though it is both @input and @tied";
  EXPECT_EQ(compile(spec_of({"completep", "completep(eps = \"other\")"}, ""))->ids(), Ids{"E0440"});
}

TEST(RuleSets, CompletePGolden) {
  // rules.md's reference and target under Table 1 of arXiv:2505.01618: width and depth times 4.
  const auto compiled = compile(golden_spec("use std.completep\nparameterization = completep(alpha = 0.5)\n"), "big");
  const auto expect = [&](Hp hp, const std::string& path, double wanted) {
    const std::vector<std::int64_t> layers(path.starts_with("blocks") ? 1 : 0, 2);
    EXPECT_NEAR(compiled->value(hp, path, layers) / wanted, 1, 1e-9) << path;
  };
  expect(Hp::lr, kUp, 4.8828125e-4);
  expect(Hp::lr, kBlockNorm, 1.953125e-3);
  expect(Hp::lr, "embed.weight", 3.90625e-3);
  expect(Hp::eps, kUp, 1.25e-9);
  expect(Hp::eps, kHeadNorm, 5e-9);
  expect(Hp::init_std, kUp, 0.01);
  expect(Hp::weight_decay, kUp, 0.4);
  expect(Hp::value, "head.mult", 0.25);
}

TEST(RuleSets, UnitScaledMup) {
  const Exponents found({"u_mup", "u_mup()", "weight_decay = independent", Zoo::kUnit});
  expect_table(found, {{"embed.weight", kSame, {-0.5, 0}, {-1, 0}, kSame},
                       {kQ, kSame, {-0.5, -0.5}, {-1.5, -0.5}, kSame},
                       {kUp, kSame, {-0.5, -0.5}, {-1.5, -0.5}, kSame},
                       {kDown, kSame, {-0.5, -0.5}, {-1.5, -0.5}, kSame},
                       {"head.weight", kSame, kSame, {-1, 0}, kSame}});
  EXPECT_EQ(found.of(Hp::value, "blocks.*.attn.q.mult"), Cell(-0.5, 0));
  EXPECT_EQ(found.of(Hp::value, "blocks.*.mlp.down.mult"), Cell(-0.5, 0));
  EXPECT_EQ(found.of(Hp::value, "blocks.*.mlp.act"), kSame);
  EXPECT_EQ(found.of(Hp::value, "blocks.*.attn_mult"), Cell(0, -0.5));
  EXPECT_EQ(found.of(Hp::value, "head.mult"), Cell(-1, 0));
  // The multipliers themselves are what the papers write, not only their growth.
  EXPECT_NEAR(found.wide->value(Hp::value, "blocks.*.mlp.down.mult", {0}), std::pow(4 * 256, -0.5), 1e-15);
  EXPECT_NEAR(found.deep->value(Hp::value, "blocks.*.mlp_mult", {0}), 0.25, 1e-15);
  EXPECT_NEAR(found.wide->value(Hp::value, "head.mult"), 1.0 / 256, 1e-15);
}

TEST(RuleSets, UnitScaledMupIsMupWithTheScaleMovedIntoMultipliers) {
  // f = c W x: (std s, lr e, multiplier c) equals (s c, e c, 1); so s c and e c are muP's cells of Table 3.
  const Exponents unit({"u_mup", "u_mup()", "weight_decay = independent", Zoo::kUnit});
  const Exponents mup({"mup", "mup_table_3()"});
  const auto width = [](const Exponents& table, Hp hp, const std::string& path) { return table.of(hp, path).first; };
  const double hidden = width(unit, Hp::value, "blocks.*.mlp.up.mult");
  const double readout = width(unit, Hp::value, "head.mult");
  for (const Hp hp : {Hp::init_std, Hp::lr}) {
    EXPECT_EQ(width(unit, hp, kUp) + hidden, width(mup, hp, kUp));
    EXPECT_EQ(width(unit, hp, "head.weight") + readout, width(mup, hp, "head.weight"));
  }
  EXPECT_EQ(width(unit, Hp::eps, kUp) - hidden, width(mup, Hp::eps, kUp)) << "eps the other way: p / c";
  EXPECT_EQ(width(unit, Hp::eps, "head.weight") - readout, width(mup, Hp::eps, "head.weight"));
}

TEST(RuleSets, UnitScaledMupIsRefusedForOtherModels) {
  const auto compiled = compile(spec_of({"u_mup", "u_mup()", "weight_decay = independent"}, ""));
  EXPECT_EQ(compiled->ids(), Ids{"E0402"}) << "no member of `Gpt` is marked @unit";
  EXPECT_EQ(compile(spec_of({"u_mup", "u_mup()", "", Zoo::kUnit}, ""))->ids(), Ids{"E0442"}) << "decay is independent";
}

const test::RuleSetCase kMoe = {"moe_complete_d_p", "moe_complete_d_p()", "", Zoo::kMoe};

TEST(RuleSets, MixtureOfExperts) {
  const Exponents found(kMoe);
  expect_table(found, {{"embed.weight", kSame, kSame, {-1, 0}, kSame},
                       {kQ, {-0.5, 0}, {-1, 0}, {-1, -1}, {1, 0}},
                       {"blocks.*.mlp.router.weight", {-1, 0}, {-1, 0}, {0, -1}, {1, 0}},
                       {"blocks.*.mlp.routed.up", {-0.5, 0}, {-1, 0}, {-1, -1}, {1, 0}},
                       {"blocks.*.mlp.routed.down", {-0.5, 0}, {-1, 0}, {-1, -1}, {1, 0}}});
  EXPECT_EQ(found.of(Hp::lr, "blocks.*.mlp.router.balance"), kSame);
}

TEST(RuleSets, ExpertsOfFixedWidth) {
  const Exponents found(kMoe, "hidden = 128");  // hidden / width falls as 1 / m_N
  EXPECT_EQ(found.of(Hp::init_std, "blocks.*.mlp.routed.up"), Cell(-0.5, 0));
  EXPECT_EQ(found.of(Hp::lr, "blocks.*.mlp.routed.up"), Cell(-1, 0));
  EXPECT_EQ(found.of(Hp::init_std, "blocks.*.mlp.routed.down"), Cell(0.5, 0)) << "m_N^-1/2 (hidden / width)^-1";
  EXPECT_EQ(found.of(Hp::lr, "blocks.*.mlp.routed.down"), kSame) << "m_N^-1 (hidden / width)^-1";
}

TEST(RuleSets, ExpertsWhoseWidthIsAnAxis) {
  const auto compiled = compile("axis hidden\n" + spec_of(kMoe, "target far { width = 512; hidden = 256 }\n",
                                                          "width = 128; depth = 4; batch = 32 seq; duration = 10M tok; "
                                                          "hidden = 128",
                                                          "hidden = hidden"),
                                "far");  // m_N = 4, hidden x2
  ASSERT_TRUE(compiled->scaled) << ::testing::PrintToString(compiled->messages());
  const auto value = [&](Hp hp, const std::string& path) { return compiled->value(hp, path, {0}); };
  EXPECT_NEAR(value(Hp::init_std, "blocks.*.mlp.routed.up"), 0.02 / 2, 1e-15);
  EXPECT_NEAR(value(Hp::lr, "blocks.*.mlp.routed.up"), 4e-3 / 4, 1e-15);
  EXPECT_NEAR(value(Hp::init_std, "blocks.*.mlp.routed.down"), 0.02 / 2 * 2, 1e-15) << "times (2 / 4)^-1";
  EXPECT_NEAR(value(Hp::lr, "blocks.*.mlp.routed.down"), 4e-3 / 4 * 2, 1e-15);
  EXPECT_NEAR(value(Hp::weight_decay, "blocks.*.mlp.routed.down"), 0.2, 1e-15);
}

TEST(RuleSets, ABalancingBiasLearnsAtOneRate) {
  test::RuleSetCase half = kMoe;
  half.call = "moe_complete_d_p(alpha = 0.5, duration_exponent = 0.32, batch_exponent = 0.4)";
  const auto compiled =
      compile(spec_of(half, "target far { width = 512; depth = 16; batch = 64 seq; duration = 80M tok }\n"), "far");
  EXPECT_NEAR(compiled->value(Hp::lr, "blocks.*.mlp.router.balance", {3}), 4e-3, 1e-15);
}

TEST(RuleSets, TheShareOfActiveExpertsIsHeld) {
  const std::string more = "target more { experts = 8 }\ntarget both { experts = 8; top_k = 4 }\n";
  EXPECT_EQ(compile(spec_of(kMoe, more), "both")->ids(), Ids{});
  EXPECT_EQ(compile(spec_of(kMoe, more), "more")->messages(),
            Ids{"rule set `moe_complete_d_p`: top_k / experts stays fixed: not so at `more`, `m_top_k` is 1, "
                "`m_experts` is 2"});
}

TEST(RuleSets, Muon) {
  const Exponents found({"muon", "muon()", "optimizer = muon"});
  expect_table(found, {{"embed.weight", kSame, kSame, {-1, 0}, kSame},
                       {kQ, {-0.5, 0}, kSame, kSame, kSame},
                       {kDown, {-0.5, 0}, kSame, kSame, kSame},
                       {kBlockNorm, kSame, kSame, {-1, -1}, kSame},
                       {"head.weight", {-1, 0}, {-1, 0}, kSame, {1, 0}}});
}

TEST(RuleSets, MupForSgd) {
  // Table 3 of arXiv:2203.03466, column SGD: lr fan_out of input weights and all gains and biases, 1 / fan_in of output
  // weights, 1 of hidden ones.
  const Exponents found({"mup_sgd", "mup_sgd()", "optimizer = sgd"},
                        "position = \"learned\", bias = true, norm_type = \"layer\"");
  expect_table(found, {{"embed.weight", kSame, {1, 0}, kSame, {-1, 0}},
                       {"pos.weight", kSame, {1, 0}, kSame, {-1, 0}},
                       {kQ, {-0.5, 0}, kSame, kSame, kSame},
                       {kDown, {-0.5, 0}, kSame, kSame, kSame},
                       {kBlockNorm, kSame, {1, 0}, kSame, {-1, 0}},
                       {"blocks.*.attn.q.offset", kSame, {1, 0}, kSame, {-1, 0}},
                       {kHeadNorm, kSame, kSame, kSame, kSame},
                       {"norm.offset", kSame, {1, 0}, kSame, {-1, 0}},
                       {"head.weight", {-1, 0}, {-1, 0}, kSame, {1, 0}}});
  EXPECT_EQ(found.of(Hp::value, "blocks.*.mlp_mult"), kSame);
  EXPECT_EQ(found.of(Hp::value, "head.mult"), kSame);
  const Exponents independent({"mup_sgd", "mup_sgd()", "optimizer = sgd; weight_decay = independent"});
  for (const std::string path : {"embed.weight", "head.weight"})
    EXPECT_EQ(independent.of(Hp::weight_decay, path), kSame) << "it is lr * weight_decay by itself";
}

TEST(RuleSets, MupForSgdTiesByTable8) {
  // Table 8: multiplier 1 / fan_in, lr fan_in for the output, fan_out for the input: the same one for the tied matrix.
  // In the terms of Table 3, lr multiplier^2 is 1 / fan_in for the logits.
  const Exponents found({"mup_sgd", "mup_sgd()", "optimizer = sgd"}, "tied = true");
  EXPECT_EQ(found.of(Hp::lr, "embed.weight"), Cell(1, 0));
  EXPECT_EQ(found.of(Hp::value, "head.mult"), Cell(-1, 0));
}

TEST(RuleSets, DepthMupForSgdLeavesLrToTheGradient) {
  const Exponents found({"mup_sgd", "depth_mup_sgd()", "optimizer = sgd"});
  EXPECT_EQ(found.of(Hp::value, "blocks.*.mlp_mult"), Cell(0, -0.5));
  EXPECT_EQ(found.of(Hp::lr, kUp), kSame);
  EXPECT_EQ(found.of(Hp::lr, kBlockNorm), Cell(1, 0));
}

TEST(RuleSets, AGainForEachHeadCountsAllHeads) {
  // (heads, 1, width of a head): as many numbers as the layer has channels, however they are laid out.
  const auto compiled = compile(
      "use std.attention\nuse std.linear\nuse std.mup_sgd\nmodule Net(vocab, heads = width / 64) {\n"
      "  embed: Embedding(vocab, width)\n  norm: HeadNorm(heads, 64)\n  head: Unembedding(width, vocab)\n"
      "  forward(tokens) = head(merge_heads(norm(split_heads(embed(tokens), heads = heads))))\n}\nuse std.norm\n"
      "model = Net(256)\nparameterization = mup_sgd()\n"
      "reference { width = 64; depth = 1; batch = 8 seq; duration = 1M tok; context = 64 }\n"
      "base { lr = 0.1; beta1 = 0.9; weight_decay = 0; init_std = 0.02 }\ntraining { optimizer = sgd }\n"
      "target far { width = 256 }\n",
      "far");
  EXPECT_EQ(compiled->ids(), Ids{});
  EXPECT_NEAR(compiled->value(Hp::lr, "norm.gain"), 0.4, 1e-15);
}

/// What a rule set says of each optimizer.
TEST(RuleSets, AreRefusedUnderOptimizersTheyWereNotDerivedFor) {
  const std::map<std::string, std::set<std::string>> derived_for = {{"mup_table_3", {"adamw", "lion"}},
                                                                    {"mup", {"adamw", "lion"}},
                                                                    {"depth_mup", {"adamw", "lion"}},
                                                                    {"completep", {"adamw", "lion"}},
                                                                    {"complete_d_p", {"adamw"}},
                                                                    {"moe_complete_d_p", {"adamw"}},
                                                                    {"u_mup", {"adamw"}},
                                                                    {"power_lines", {"adamw"}},
                                                                    {"fitted_lr", {"adamw"}},
                                                                    {"step_law", {"adamw"}},
                                                                    {"token_horizon", {"adamw"}},
                                                                    {"muon", {"muon"}},
                                                                    {"mup_sgd", {"sgd"}},
                                                                    {"depth_mup_sgd", {"sgd"}},
                                                                    {"sp", {"adamw", "sgd", "lion", "muon"}},
                                                                    {"sp_fan_in", {"adamw", "sgd", "lion", "muon"}},
                                                                    {"matrix_decay", {"adamw", "sgd", "lion", "muon"}}};
  for (test::RuleSetCase tested : test::rule_set_cases()) {
    if (tested.call.find("()") == std::string::npos) continue;
    const auto& admitted = derived_for.at(tested.name());
    for (const std::string& optimizer : strings<plan::OptimizerKind>()) {
      std::string training = tested.training;
      const auto at = training.find("optimizer");
      if (at != std::string::npos) training.erase(at, training.find(';', at) - at);
      tested.training = training + "; optimizer = " + optimizer;
      const bool good = admitted.contains(optimizer);
      const bool made = !sema::library_rules_for("optimizer", optimizer).empty() && optimizer != "adamw";
      EXPECT_EQ(compile(spec_of(tested, ""))->ids(), good   ? Ids{}
                                                     : made ? Ids{"E0443"}
                                                            : Ids{"E0426"})
          << tested.call << " " << optimizer;
    }
  }
}

TEST(RuleSets, RefusalsNameWhatIsMadeForTheOptimizer) {
  const auto message = [](const std::string& file, const std::string& call, const std::string& optimizer) {
    return compile(spec_of({file, call, "optimizer = " + optimizer}, ""))->messages().at(0);
  };
  EXPECT_EQ(
      message("mup", "mup()", "sgd"),
      "rule set `mup` requires `optimizer = adamw or lion`, but the training has `sgd`; set `optimizer = adamw` in "
      "`training`, or take what is made for `sgd`: `mup_sgd` (`use std.mup_sgd`)");
  EXPECT_EQ(
      message("completep", "completep()", "muon"),
      "rule set `completep` requires `optimizer = adamw or lion`, but the training has `muon`; set `optimizer = adamw` "
      "in `training`, or take what is made for `muon`: `muon` (`use std.muon`)");
  EXPECT_EQ(message("muon", "muon()", "adamw"),
            "rule set `muon` requires `optimizer = muon`, but the training has `adamw`; "
            "set `optimizer = muon` in `training`");
}

TEST(RuleSets, MuonFollowsTheShapeOfTheMatrix) {
  const auto compiled = compile(
      "use std.linear\nuse std.muon\naxis hidden\nmodule Net(vocab) {\n  embed: Embedding(vocab, width)\n"
      "  up: Linear(width, hidden * width)\n  down: Linear(hidden * width, width)\n  head: Unembedding(width, vocab)\n"
      "  forward(tokens) = head(down(relu(up(embed(tokens)))))\n}\nmodel = Net(256)\nparameterization = muon()\n"
      "reference { width = 64; depth = 1; batch = 8 seq; duration = 1M tok; context = 64; hidden = 1 }\n" +
          test::kBase + "training { optimizer = muon }\ntarget far { width = 128; hidden = 4 }\n",
      "far");
  EXPECT_EQ(compiled->ids(), Ids{});
  EXPECT_NEAR(compiled->value(Hp::lr, "up.weight"), 4e-3 * 2, 1e-15) << "(fan_out / fan_in)^1/2";
  EXPECT_NEAR(compiled->value(Hp::lr, "down.weight"), 4e-3 / 2, 1e-15);
  EXPECT_NEAR(compiled->value(Hp::weight_decay, "up.weight"), 0.05, 1e-15);
}

TEST(RuleSets, WeightDecayOverWidthIsAChoice) {
  const auto cell = [](const std::string& call, const std::string& file, const std::string& path) {
    const bool independent = call.find("independent") != std::string::npos;
    return Exponents({file, call, independent ? "weight_decay = independent" : ""}).of(Hp::weight_decay, path).first;
  };
  for (const std::string rules : {"mup", "mup_table_3", "depth_mup", "completep", "complete_d_p"}) {
    const std::string file = rules.find("mup") != std::string::npos ? "mup" : rules;
    EXPECT_EQ(cell(rules + "(decay = \"m_N\")", file, kUp), 1) << rules;
    EXPECT_EQ(cell(rules + "(decay = \"sqrt_m_N\")", file, kUp), 0.5) << rules;
    EXPECT_EQ(cell(rules + "(decay = \"independent\")", file, kUp), 0) << rules;
    EXPECT_EQ(cell(rules + "(decay = \"sqrt_m_N\")", file, "embed.weight"), 0) << rules;
  }
  EXPECT_EQ(compile(spec_of({"mup", "mup(decay = \"independent\")"}, ""))->ids(), Ids{"E0442"});
  const Exponents root({"mup", "mup(decay = \"sqrt_m_N\")", "weight_decay = independent"});
  EXPECT_EQ(root.of(Hp::weight_decay, kUp), Cell(-0.5, 0)) << "lr falls with m_in, weight_decay grew with its root";
  EXPECT_EQ(compile(spec_of({"mup", "mup(decay = \"none\")"}, ""))->ids(), Ids{"E0440"});
}

TEST(RuleSets, TheExponentOfTheBatchMovesLrAndWhatKeepsItsProductWithDecay) {
  const std::string big = "target big { batch = 128 seq }\n";  // m_B = 4
  const auto printed = compile(spec_of({"complete_d_p", "complete_d_p()"}, big), "big");
  const auto refit = compile(spec_of({"complete_d_p", "complete_d_p(batch_exponent = 0.25)"}, big), "big");
  const auto value = [](const auto& compiled, Hp hp) { return compiled->value(hp, "embed.weight"); };
  EXPECT_NEAR(value(printed, Hp::lr), 4e-3 * 2, 1e-15);
  EXPECT_NEAR(value(refit, Hp::lr), 4e-3 * std::sqrt(2), 1e-15);
  EXPECT_NEAR(value(refit, Hp::weight_decay), 0.1 * std::pow(4, 0.75), 1e-15);
  EXPECT_NEAR(value(refit, Hp::lr) * value(refit, Hp::weight_decay),
              value(printed, Hp::lr) * value(printed, Hp::weight_decay), 1e-15);
}

TEST(RuleSets, PlansSayWhichVariantWasUsed) {
  const auto compiled = compile(spec_of({"complete_d_p", "complete_d_p(0.5, betas = \"power\")"}, ""));
  const plan::Ordered<plan::Scalar> wanted = {{"alpha", 0.5},
                                              {"duration_exponent", 0.5},
                                              {"betas", std::string("power")},
                                              {"decay", std::string("m_N")},
                                              {"batch_exponent", 0.5}};
  EXPECT_EQ(compiled->rules->arguments, wanted);
}

TEST(RuleSets, BetasAsPowersStayInRange) {
  const std::string spec = golden_spec("use std.complete_d_p\nparameterization = complete_d_p(betas = \"power\")\n") +
                           "target wide { batch = 512 seq }\n";
  const auto compiled = compile(spec, "wide");
  EXPECT_EQ(compiled->ids(), Ids{}) << "batch x16 alone; the linear form is out of range there";
  EXPECT_NEAR(compiled->value(Hp::beta1, "embed.weight"), std::pow(0.9, 16), 1e-12);
  EXPECT_NEAR(compiled->value(Hp::beta2, "embed.weight"), std::pow(0.95, 16), 1e-12);
  const auto near = compile(spec, "big");
  EXPECT_NEAR(near->value(Hp::beta1, "embed.weight"), 0.9486832981, 1e-9);
}

TEST(RuleSets, AlphaLiesBetweenAHalfAndOne) {
  for (const std::string rules : {"completep", "complete_d_p", "moe_complete_d_p", "muon"}) {
    const auto cases = test::rule_set_cases();
    auto tested = *std::find_if(cases.begin(), cases.end(), [&](const auto& c) { return c.name() == rules; });
    tested.call = rules + "(alpha = 0.4)";
    EXPECT_EQ(compile(spec_of(tested, ""))->ids(), Ids{"E0440"}) << rules;
  }
}

}  // namespace
}  // namespace cdp::scaling
