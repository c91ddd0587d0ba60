// The library's rule sets against rules.md: golden numbers, and every table cell by cell.
#include <gtest/gtest.h>

#include <cmath>

#include "compiler/base/text.h"
#include "tests/compiler/scaling/exponents.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::Cell;
using test::compile;
using test::Compiled;
using test::Exponents;
using test::golden_spec;
using test::Ids;
using test::kSame;

std::string complete_d_p(const std::string& alpha) {
  return "use std.complete_d_p\nparameterization = complete_d_p(alpha = " + alpha + ")\n";
}

std::string library(const std::string& file, const std::string& rules) {
  return "use std." + file + "\nparameterization = " + rules + "\n";
}

void expect_close(double found, double wanted, const std::string& what) {
  EXPECT_LE(std::abs(found - wanted), 1e-9 * std::abs(wanted)) << what << ": " << found << ", not " << wanted;
}

struct Row {
  std::string path;
  double std, lr, eps, weight_decay;  // std 0: the tensor has none
};

void expect_rows(const Compiled& compiled, const std::vector<Row>& rows) {
  ASSERT_TRUE(compiled.scaled) << ::testing::PrintToString(compiled.messages());
  for (const Row& row : rows) {
    const std::vector<std::int64_t> layers =
        row.path.starts_with("blocks") ? std::vector<std::int64_t>{2} : std::vector<std::int64_t>{};
    const Settings& settings = compiled.at(row.path, layers);
    if (row.std > 0) expect_close(settings.at(Hp::init_std)->value, row.std, row.path + " init_std");
    EXPECT_EQ(settings.at(Hp::init_std) != nullptr, row.std > 0) << row.path;
    expect_close(settings.at(Hp::lr)->value, row.lr, row.path + " lr");
    expect_close(settings.at(Hp::eps)->value, row.eps, row.path + " eps");
    expect_close(settings.at(Hp::weight_decay)->value, row.weight_decay, row.path + " weight_decay");
    expect_close(settings.at(Hp::beta1)->value, 0.95, row.path + " beta1");
    expect_close(settings.at(Hp::beta2)->value, 0.975, row.path + " beta2");
  }
}

TEST(Golden, CompleteDPAtAlphaOne) {
  const auto compiled = compile(golden_spec(complete_d_p("1"), "position = \"learned\""), "big");
  std::vector<Row> rows = {{"embed.weight", 0.02, 2.762135864e-3, 3.535533906e-9, 7.071067812e-2},
                           {"pos.weight", 0.02, 2.762135864e-3, 3.535533906e-9, 7.071067812e-2},
                           {"blocks.*.attn_norm.gain", 0, 2.762135864e-3, 8.838834765e-10, 7.071067812e-2},
                           {"blocks.*.mlp_norm.gain", 0, 2.762135864e-3, 8.838834765e-10, 7.071067812e-2},
                           {"blocks.*.attn.q_norm.gain", 0, 2.762135864e-3, 3.535533906e-9, 7.071067812e-2},
                           {"blocks.*.attn.k_norm.gain", 0, 2.762135864e-3, 3.535533906e-9, 7.071067812e-2},
                           {"norm.gain", 0, 2.762135864e-3, 1.414213562e-8, 7.071067812e-2},
                           {"head.weight", 0.005, 6.905339660e-4, 1.414213562e-8, 2.828427125e-1}};
  for (const std::string name : {"attn.q", "attn.k", "attn.v", "attn.out", "mlp.gate", "mlp.up", "mlp.down"})
    rows.push_back({"blocks.*." + name + ".weight", 0.01, 6.905339660e-4, 8.838834765e-10, 2.828427125e-1});
  expect_rows(*compiled, rows);
  EXPECT_EQ(compiled->value(Hp::value, "blocks.*.attn_mult", {15}), 0.25);
  EXPECT_EQ(compiled->value(Hp::value, "blocks.*.mlp_mult", {0}), 0.25);
  EXPECT_EQ(compiled->value(Hp::value, "head.mult"), 1) << "untied: no forward multiplier";
  EXPECT_EQ(compiled->value(Hp::value, "blocks.*.attn.scale", {0}), 0.125) << "the head's width does not grow";
  EXPECT_EQ(compiled->scaled->target.steps(), 2000);
  EXPECT_EQ(compiled->scaled->reference.steps(), 1000);
}

TEST(Golden, CompleteDPAtAlphaOneHalf) {
  const auto compiled = compile(golden_spec(complete_d_p("0.5")), "big");
  expect_rows(*compiled, {{"embed.weight", 0.02, 2.762135864e-3, 3.535533906e-9, 7.071067812e-2},
                          {"blocks.*.mlp.up.weight", 0.01, 3.452669830e-4, 1.767766953e-9, 2.828427125e-1},
                          {"blocks.*.mlp_norm.gain", 0, 1.381067932e-3, 1.767766953e-9, 7.071067812e-2},
                          {"blocks.*.attn.q_norm.gain", 0, 1.381067932e-3, 7.071067812e-9, 7.071067812e-2},
                          {"norm.gain", 0, 2.762135864e-3, 1.414213562e-8, 7.071067812e-2},
                          {"head.weight", 0.005, 6.905339660e-4, 1.414213562e-8, 2.828427125e-1}});
  EXPECT_EQ(compiled->value(Hp::value, "blocks.*.attn_mult", {3}), 0.5);
}

TEST(Golden, CompleteDPWithTiedEmbeddings) {
  const auto compiled = compile(golden_spec(complete_d_p("1"), "tied = true"), "big");
  expect_rows(*compiled, {{"embed.weight", 0.02, 2.762135864e-3, 3.535533906e-9, 7.071067812e-2}});
  EXPECT_EQ(compiled->value(Hp::value, "head.mult"), 0.25);
}

TEST(Golden, BatchTimesSixteenAloneIsOutOfRange) {
  const auto compiled = compile(golden_spec(complete_d_p("1")) + "target wide { batch = 512 seq }\n", "wide");
  EXPECT_FALSE(compiled->scaled);
  EXPECT_EQ(compiled->ids(), Ids{"E0461"}) << "beta2 is 0.2: unusual, but within its domain";
  EXPECT_NE(compiled->messages()[0].find("take `beta1` to -0.6,"), std::string::npos) << compiled->messages()[0];
}

TEST(Golden, BatchAndTokensTimesEightChangeNothing) {
  const auto compiled = compile(
      golden_spec(complete_d_p("1")) + "target both { batch = 256 seq; duration = 8000 * 32 * 128 tok }\n", "both");
  ASSERT_TRUE(compiled->scaled);
  for (const auto& instance : compiled->scaled->tensors)
    for (const auto& hp : instance.settings->hps)
      EXPECT_TRUE(!hp || hp->value == hp->chain.front().factor) << compiled->model->tensors[instance.part].path;
  EXPECT_EQ(compiled->scaled->target.steps(), 1000);
}

TEST(Golden, DepthFactorsAreReadAtSixteenLayers) {
  const auto compiled =
      compile(golden_spec(library("sp", "sp()")) + "tune blocks[i].mlp { lr *= along(1, 0.8, 0.9, 1.5) }\n", "big");
  ASSERT_TRUE(compiled->scaled) << ::testing::PrintToString(compiled->messages());
  const double wanted[] = {1, .96, .92, .88, .84, .8, .82, .84, .86, .88, .9, 1.02, 1.14, 1.26, 1.38, 1.5};
  for (std::int64_t layer = 0; layer < 16; ++layer) {
    EXPECT_NEAR(compiled->value(Hp::lr, "blocks.*.mlp.up.weight", {layer}) / 0.00390625, wanted[layer], 1e-12) << layer;
    EXPECT_EQ(compiled->value(Hp::lr, "blocks.*.attn.q.weight", {layer}), 0.00390625);
  }
}

const std::string kHidden = "blocks.*.mlp.up.weight";
const std::string kBlockNorm = "blocks.*.mlp_norm.gain";

TEST(Tables, StandardParameterizationChangesNothing) {
  const Exponents sp({"sp", "sp()"});
  for (const Hp hp : {Hp::init_std, Hp::lr, Hp::eps, Hp::weight_decay})
    for (const std::string& path : {std::string("embed.weight"), kHidden, std::string("head.weight")})
      EXPECT_EQ(sp.of(hp, path), kSame) << path << " " << sema::row(hp).name;
  EXPECT_EQ(sp.of(Hp::lr, kBlockNorm), kSame);
  EXPECT_EQ(sp.of(Hp::value, "blocks.*.mlp_mult"), kSame);
  EXPECT_EQ(sp.of(Hp::value, "head.mult"), kSame);
  EXPECT_EQ(sp.of(Hp::value, "blocks.*.attn.scale"), kSame);
}

TEST(Tables, FanInInitialisation) {
  const Exponents sp({"sp", "sp_fan_in()"});
  EXPECT_EQ(sp.of(Hp::init_std, kHidden), Cell(-0.5, 0));
  EXPECT_EQ(sp.of(Hp::init_std, "head.weight"), Cell(-0.5, 0));
  EXPECT_EQ(sp.of(Hp::init_std, "embed.weight"), kSame);
  EXPECT_EQ(sp.of(Hp::lr, kHidden), kSame);
}

void expect_common_mup_cells(const Exponents& mup) {
  EXPECT_EQ(mup.of(Hp::init_std, "embed.weight"), kSame);
  EXPECT_EQ(mup.of(Hp::init_std, kHidden), Cell(-0.5, 0));
  EXPECT_EQ(mup.of(Hp::lr, "embed.weight"), kSame);
  EXPECT_EQ(mup.of(Hp::lr, kHidden), Cell(-1, 0));
  EXPECT_EQ(mup.of(Hp::lr, kBlockNorm), kSame);
  EXPECT_EQ(mup.of(Hp::lr, "norm.gain"), kSame);
  EXPECT_EQ(mup.of(Hp::weight_decay, kHidden), Cell(1, 0));
  EXPECT_EQ(mup.of(Hp::weight_decay, "embed.weight"), kSame);
  EXPECT_EQ(mup.of(Hp::weight_decay, kBlockNorm), kSame);
  EXPECT_EQ(mup.of(Hp::eps, kHidden), Cell(-1, 0));
  EXPECT_EQ(mup.of(Hp::eps, kBlockNorm), Cell(-1, 0));
  EXPECT_EQ(mup.of(Hp::eps, "embed.weight"), Cell(-1, 0));
  EXPECT_EQ(mup.of(Hp::value, "blocks.*.mlp_mult"), kSame);
}

TEST(Tables, MupTable3) {
  const Exponents mup({"mup", "mup_table_3()"});
  expect_common_mup_cells(mup);
  EXPECT_EQ(mup.of(Hp::init_std, "head.weight"), Cell(-1, 0));
  EXPECT_EQ(mup.of(Hp::lr, "head.weight"), Cell(-1, 0));
  EXPECT_EQ(mup.of(Hp::weight_decay, "head.weight"), Cell(1, 0));
  EXPECT_EQ(mup.of(Hp::eps, "head.weight"), kSame);
  EXPECT_EQ(mup.of(Hp::value, "head.mult"), kSame);
}

TEST(Tables, MupTable8) {
  const Exponents mup({"mup", "mup()"});
  expect_common_mup_cells(mup);
  EXPECT_EQ(mup.of(Hp::init_std, "head.weight"), kSame);
  EXPECT_EQ(mup.of(Hp::lr, "head.weight"), kSame);
  EXPECT_EQ(mup.of(Hp::weight_decay, "head.weight"), kSame);
  EXPECT_EQ(mup.of(Hp::eps, "head.weight"), Cell(-1, 0));
  EXPECT_EQ(mup.of(Hp::value, "head.mult"), Cell(-1, 0));
}

TEST(Tables, TheTwoFormsOfMupAreEqualForAdam) {
  // f = c W x: (s, e, p, w, c) equals (s c, e c, p / c, w / c, 1).
  const Exponents absorbed({"mup", "mup_table_3()"});
  const Exponents factored({"mup", "mup()"});
  const double c = factored.of(Hp::value, "head.mult").first;
  const auto width = [](const Exponents& form, Hp hp) { return form.of(hp, "head.weight").first; };
  EXPECT_EQ(width(absorbed, Hp::init_std), width(factored, Hp::init_std) + c);
  EXPECT_EQ(width(absorbed, Hp::lr), width(factored, Hp::lr) + c);
  EXPECT_EQ(width(absorbed, Hp::eps), width(factored, Hp::eps) - c);
  EXPECT_EQ(width(absorbed, Hp::weight_decay), width(factored, Hp::weight_decay) - c);
}

TEST(Tables, CompleteDPInDepth) {
  for (const double alpha : {0.5, 0.75, 1.0}) {
    const Exponents rules({"complete_d_p", "complete_d_p(alpha = " + shortest(alpha) + ")"});
    EXPECT_EQ(rules.of(Hp::lr, kHidden), Cell(-1, alpha - 1));
    EXPECT_EQ(rules.of(Hp::eps, kHidden), Cell(-1, -alpha));
    EXPECT_EQ(rules.of(Hp::lr, kBlockNorm), Cell(0, alpha - 1));
    EXPECT_EQ(rules.of(Hp::eps, kBlockNorm), Cell(-1, -alpha));
    EXPECT_EQ(rules.of(Hp::eps, "blocks.*.attn.q_norm.gain"), Cell(0, -alpha));
    EXPECT_EQ(rules.of(Hp::eps, "norm.gain"), kSame) << "as printed";
    EXPECT_EQ(rules.of(Hp::eps, "embed.weight"), Cell(-1, 0));
    EXPECT_EQ(rules.of(Hp::weight_decay, "head.weight"), Cell(1, 0));
    EXPECT_EQ(rules.of(Hp::value, "blocks.*.attn_mult"), Cell(0, -alpha));
  }
}

TEST(Tables, AttentionLogitsFollowTheHeadsWidth) {
  const std::string growing = "head_dim = width / 4";
  EXPECT_EQ(Exponents({"sp", "sp()"}, growing).of(Hp::value, "blocks.*.attn.scale"), Cell(-0.5, 0));
  EXPECT_EQ(Exponents({"mup", "mup()"}, growing).of(Hp::value, "blocks.*.attn.scale"), Cell(-1, 0));
  EXPECT_EQ(Exponents({"complete_d_p", "complete_d_p()"}, growing).of(Hp::value, "blocks.*.attn.scale"), Cell(-1, 0));
}

TEST(Tables, EachRuleNamesItsSource) {
  const auto compiled = compile(golden_spec(complete_d_p("1")), "big");
  const auto& chain = compiled->at("head.weight").at(Hp::lr)->chain;
  EXPECT_EQ(chain.front().written->source, nullptr) << "the spec's own settings need none";
  for (std::size_t i = 1; i < chain.size(); ++i)
    EXPECT_NE(chain[i].written->source->find("arXiv:2512.22382"), std::string::npos) << chain[i].written->text;
}

}  // namespace
}  // namespace cdp::scaling
