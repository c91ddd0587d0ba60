// language.md, "Tags": who has which, over all options of the library's Gpt and in small models.
#include "compiler/model/tags.h"

#include <gtest/gtest.h>

#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;
using test::instantiate;
using test::toy;
using Tags = std::set<std::string>;

TEST(Tags, OfTheLibrarysGpt) {
  for (int options = 0; options < 16; ++options) {
    const bool learned = options & 1, swiglu = options & 2, tied = options & 4, qk_norm = options & 8;
    const auto m =
        instantiate(test::gpt(std::string("position = \"") + (learned ? "learned" : "rotary") + "\", mlp_type = \"" +
                              (swiglu ? "swiglu" : "gelu") + "\", tied = " + (tied ? "true" : "false") +
                              ", qk_norm = " + (qk_norm ? "true" : "false")));
    ASSERT_EQ(m->messages(), Ids{}) << options;
    EXPECT_EQ(m->tensor("embed.weight").tags, tied ? (Tags{"input", "tied", "trunk"}) : (Tags{"input", "trunk"}));
    if (learned) {
      EXPECT_EQ(m->tensor("pos.weight").tags, (Tags{"input", "trunk"}));
    }
    if (!tied) {
      EXPECT_EQ(m->tensor("head.weight").tags, (Tags{"output", "readout", "trunk"}));
    }
    EXPECT_EQ(m->tensor("norm.gain").tags, (Tags{"norm", "trunk", "vector"}));
    EXPECT_EQ(m->tensor("blocks.*.attn_norm.gain").tags, (Tags{"block", "norm", "vector"}));
    for (const std::string name : {"attn.q", "attn.k", "attn.v", "attn.out", "mlp.up", "mlp.down"})
      EXPECT_EQ(m->tensor("blocks.*." + name + ".weight").tags, (Tags{"block", "hidden"})) << name;
    EXPECT_EQ(m->has_tensor("blocks.*.mlp.gate.weight"), swiglu);
    EXPECT_EQ(m->has_tensor("blocks.*.attn.q_norm.gain"), qk_norm);
    if (qk_norm) {
      EXPECT_EQ(m->tensor("blocks.*.attn.q_norm.gain").tags, (Tags{"block", "finite", "norm"}));
    }
    EXPECT_EQ(m->multiplier("blocks.*.attn.scale").tags, (Tags{"attention", "block"}));
    EXPECT_EQ(m->multiplier("blocks.*.mlp_mult").tags, (Tags{"block", "residual"}));
    EXPECT_EQ(m->multiplier("head.mult").tags, tied ? (Tags{"logits", "tied", "trunk"}) : (Tags{"logits", "trunk"}));
  }
}

TEST(Tags, OfGainsOneSetAHead) {
  const auto gain_of = [](const std::string& heads) {
    return instantiate(toy("  gain: Tensor(" + heads + ", 1, width / " + heads +
                           ") = ones\n"
                           "  forward(tokens) = head(merge_heads(rms_norm(split_heads(embed(tokens), heads = " +
                           heads + "), gain)))\n"))
        ->tensor("gain")
        .tags;
  };
  EXPECT_EQ(gain_of("(width / 64)"), (Tags{"norm", "trunk", "vector"})) << "heads grow, their width does not";
  EXPECT_EQ(gain_of("4"), (Tags{"norm", "trunk", "vector"})) << "the heads' width grows";
}

TEST(Tags, OfBiases) {
  const auto m =
      instantiate(toy("  up: Linear(width, width, bias = true)\n  out: Unembedding(width, vocab, bias = true)\n"
                      "  forward(tokens) = head(up(embed(tokens))) + out(embed(tokens))\n"));
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_EQ(m->tensor("up.offset").tags, (Tags{"bias", "trunk", "vector"}));
  EXPECT_EQ(m->tensor("out.offset").tags, (Tags{"bias", "finite", "trunk"}));
  EXPECT_EQ(m->tensor("up.weight").tags, (Tags{"hidden", "trunk"}));
}

TEST(Tags, OfTablesThatAreAdded) {
  const auto m = instantiate(toy(
      "  pos: Tensor(context, width)\n  row: Tensor(1, width)\n  forward(tokens) = head(embed(tokens) + pos + row)\n"));
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_EQ(m->tensor("pos").tags, (Tags{"input", "trunk"})) << "a row a position, as a lookup of them all";
  EXPECT_EQ(m->tensor("row").tags, (Tags{"bias", "trunk", "vector"})) << "the same for every position";
}

TEST(Tags, OfLayerNorms) {
  const auto m = instantiate(toy("  norm: LayerNorm(width)\n  forward(tokens) = head(norm(embed(tokens)))\n"));
  EXPECT_EQ(m->tensor("norm.offset").tags, (Tags{"norm", "trunk", "vector"}));
}

TEST(Tags, TellStacksThatGrowFromOthers) {
  const auto m =
      instantiate(toy("  fixed: 3 * Linear(width, width)\n  deep: (2 * depth) * Linear(width, width)\n"
                      "  forward(tokens) = head(deep(fixed(embed(tokens))))\n"));
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_TRUE(m->tensor("fixed.*.weight").tags.contains("trunk"));
  EXPECT_TRUE(m->tensor("deep.*.weight").tags.contains("block"));
}

TEST(Tags, OfTheLibrarysMixture) {
  const auto m = instantiate("use std.moe\nmodel = Moe(width, depth, vocab = 256)\n" + test::kRulesLine +
                             test::kReference + test::kBase);
  ASSERT_EQ(m->messages(), Ids{});
  const std::string mlp = "blocks.*.mlp.";
  EXPECT_EQ(m->tensor(mlp + "router.weight").tags, (Tags{"block", "output", "router"}));
  EXPECT_EQ(m->tensor(mlp + "router.balance").tags, (Tags{"balance", "bias", "block", "finite"}));
  EXPECT_EQ(m->tensor(mlp + "routed.up").tags, (Tags{"block", "expert", "hidden"}));
  EXPECT_EQ(m->tensor(mlp + "routed.down").tags, (Tags{"block", "expert", "expert_down", "hidden"}));
  EXPECT_EQ(m->tensor(mlp + "common.up.weight").tags, (Tags{"block", "hidden"}));
  EXPECT_EQ(*m->tensor(mlp + "routed.down").contracted, 2U);
  EXPECT_EQ(*m->tensor(mlp + "routed.down").output, 1U);
  EXPECT_FALSE(is_embedding(*m->model, m->tensor(mlp + "router.weight"))) << "an output tensor, but not the model's";
  EXPECT_TRUE(is_embedding(*m->model, m->tensor("head.weight")));
}

TEST(Tags, OfFewKeyHeads) {
  for (const std::string kv_heads : {"width / 128", "1"})
    for (const std::string name : {"q", "k", "v"})
      EXPECT_EQ(instantiate(test::gpt("kv_heads = " + kv_heads))->tensor("blocks.*.attn." + name + ".weight").tags,
                (Tags{"block", "hidden"}))
          << "attention contracts them, whether their heads grow or stay";
}

TEST(Tags, AreListed) {
  Tags listed;
  for (const TagRow& row : tag_table()) listed.emplace(row.name);
  for (const std::string name :
       {"all", "hidden", "input", "output", "vector", "finite", "readout", "norm", "bias", "block", "trunk", "tied",
        "residual", "attention", "logits", "router", "balance", "expert", "expert_down"})
    EXPECT_TRUE(listed.contains(name)) << name;
}

TEST(Tags, SayWhatMakesTheLogits) {
  const auto apart = instantiate(test::gpt());
  EXPECT_TRUE(makes_logits(apart->tensor("head.weight")));
  EXPECT_FALSE(makes_logits(apart->tensor("embed.weight")));
  EXPECT_FALSE(makes_logits(apart->tensor("blocks.*.mlp.down.weight")));
  EXPECT_TRUE(makes_logits(instantiate(test::gpt("tied = true"))->tensor("embed.weight")));
}

}  // namespace
}  // namespace cdp::model
