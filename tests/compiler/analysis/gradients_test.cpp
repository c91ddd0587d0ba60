// Gradients under the library's rule sets against the exponents measured in arXiv:2512.22382, and what eps is scaled
// by.
#include "compiler/analysis/gradients.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {
namespace {

/// Eight times as wide, four times as deep.
Compiled under(const std::string& file, const std::string& rules, const std::string& arguments = "") {
  return Compiled("use std.gpt\nuse std." + file + "\nmodel = Gpt(width, depth, vocab = 256, context = context" +
                  arguments + ")\nparameterization = " + rules + "\n" + CDP_REFERENCE CDP_BASE +
                  "target big { width = 1024; depth = 16; batch = 64 seq }\n");
}

std::optional<double> gradient(const Compiled& compiled, const std::string& path) {
  return gradients_at(compiled.facts, compiled.big()).factor_of(compiled.tensor(path));
}

double eps(const Compiled& compiled, const std::string& path) {
  return eps_factor(compiled.facts, compiled.big(), compiled.tensor(path)).value;
}

TEST(Gradients, HiddenOnesShrinkWithWidthAndBehindMultipliers) {
  const Compiled compiled = under("complete_d_p", "complete_d_p()");
  for (const char* path : {"blocks.*.attn.q.weight", "blocks.*.mlp.down.weight", "blocks.*.mlp_norm.gain"}) {
    EXPECT_EQ(gradient(compiled, path), 1.0 / 32) << path;
    EXPECT_EQ(eps(compiled, path), 1.0 / 32) << path;
  }
  EXPECT_EQ(gradient(compiled, "embed.weight"), 1.0 / 8);
  EXPECT_EQ(eps(compiled, "embed.weight"), 1.0 / 8);
}

TEST(Gradients, TheReadoutsShrinksWithAMultiplierOfTheLogitsOnly) {
  EXPECT_EQ(gradient(under("mup", "mup_table_3()"), "head.weight"), 1.0);
  EXPECT_EQ(gradient(under("mup", "mup()"), "head.weight"), 1.0 / 8);
  EXPECT_EQ(gradient(under("mup", "mup()"), "embed.weight"), 1.0 / 8);
  EXPECT_EQ(gradient(under("mup", "mup()", ", tied = true"), "embed.weight"), 1.0 / 8);
}

TEST(Gradients, NothingShrinksInTheStandardParameterization) {
  EXPECT_EQ(gradient(under("sp", "sp()"), "blocks.*.attn.q.weight"), 1.0);
}

TEST(Gradients, WhatIsDisputedIsNotTold) {
  const Compiled compiled = under("complete_d_p", "complete_d_p()");
  EXPECT_EQ(gradient(compiled, "norm.gain"), std::nullopt);
  EXPECT_EQ(gradient(compiled, "blocks.*.attn.q_norm.gain"), std::nullopt);
}

TEST(Gradients, BatchAndDurationAreLeftOutOfEps) {
  const Compiled compiled = under("complete_d_p", "complete_d_p()");
  const EpsFactor head = eps_factor(compiled.facts, compiled.big(), compiled.tensor("head.weight"));
  EXPECT_EQ(head.value, 1);
  EXPECT_EQ(head.last, nullptr);
}

}  // namespace
}  // namespace cdp::analysis
