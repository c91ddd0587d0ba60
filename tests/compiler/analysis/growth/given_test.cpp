// What a spec gives along an axis, and what corrections change in it.
#include "compiler/analysis/growth/given.h"

#include <gtest/gtest.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

TEST(Given, ReadsTheRulesByEachTensorsOwnFanIn) {
  const Compiled spec = gpt_under("mup", "mup_table_3()", "kv_heads = 1");
  const Given width(spec.facts, along("width"));
  const std::size_t key = spec.index_of("blocks.*.attn.k.weight"), head = spec.index_of("head.weight");
  EXPECT_EQ(width.fan_in(key), 1);
  EXPECT_EQ(width.fan_out(key), 0) << "keys of one head stay";
  EXPECT_EQ(width.of(key, sema::Hp::lr), -1);
  EXPECT_EQ(width.init(head).value, -1);
  EXPECT_EQ(Given(spec.facts, along("depth")).of(key, sema::Hp::lr), 0);
}

TEST(Given, ATiedTableIsAMatrixOfItsWidth) {
  const Compiled spec = gpt_under("mup", "mup()", "tied = true");
  const Given width(spec.facts, along("width"));
  EXPECT_EQ(width.fan_in(spec.index_of("embed.weight")), 1);
  EXPECT_EQ(width.fan_out(spec.index_of("embed.weight")), 0);
}

TEST(Given, CorrectionsAddToTheRules) {
  const Compiled spec = gpt_under("mup", "mup()");
  Given width(spec.facts, along("width"));
  const std::size_t query = spec.index_of("blocks.*.attn.q.weight");
  width.correct(query, sema::Hp::lr, 0.5);
  EXPECT_EQ(width.of(query, sema::Hp::lr), -0.5);
  const double before = width.multiplier(0).value;
  width.correct_multiplier(0, 1);
  EXPECT_EQ(width.multiplier(0).value, before + 1);
}

TEST(Given, AxesThatGrowTogetherAddUp) {
  const Compiled spec = gpt_under("completep", "completep()");
  const Given both(spec.facts, {"width, depth", {"width", "depth"}});
  EXPECT_EQ(both.of(spec.index_of("blocks.*.attn.q.weight"), sema::Hp::eps), -2);
}

TEST(Given, WhatStartsAtZeroIsNothing) {
  const Compiled spec = gpt_under("mup", "mup()", "bias = true");
  const Given width(spec.facts, along("width"));
  EXPECT_TRUE(width.init(spec.index_of("blocks.*.mlp.up.offset")).nothing());
  EXPECT_EQ(width.init(spec.index_of("norm.gain")).value, 0);
}

}  // namespace
}  // namespace cdp::analysis
