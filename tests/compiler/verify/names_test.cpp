// Likeness, and what is known by its name.
#include "compiler/verify/names.h"

#include <gmock/gmock.h>

namespace cdp::verify {
namespace {

TEST(Names, LikenessIsOfWords) {
  EXPECT_EQ(likeness("a.b_c", "A.b.c"), 1);
  EXPECT_EQ(likeness("a", "b"), 0);
  EXPECT_EQ(likeness("", ""), 0);
  const char* q = "model.layers.*.self_attn.q_proj.weight";
  EXPECT_GT(likeness("blocks.*.attn.q.weight", q), likeness("blocks.*.attn.k.weight", q) + 0.1);
  EXPECT_GT(likeness("blocks.*.attn.out.weight", "layers.*.attn.o_proj.weight"),
            likeness("blocks.*.attn.out.weight", "layers.*.attn.q_proj.weight"));
}

TEST(Names, WordsAreWhole) {
  EXPECT_TRUE(has_word("lm_head.weight", "head"));
  EXPECT_FALSE(has_word("heads.weight", "head"));
}

TEST(Names, BuffersAndStateAreKnown) {
  EXPECT_TRUE(is_buffer("h.0.attn.bias", {1, 1, 1024, 1024}));
  EXPECT_FALSE(is_buffer("h.0.attn.bias", {1024}));
  EXPECT_TRUE(is_buffer("model.layers.0.self_attn.rotary_emb.inv_freq", {32}));
  EXPECT_FALSE(is_buffer("model.mask_head.weight", {32, 32}));
  EXPECT_TRUE(is_optimizer_state("optimizer.m.embed.weight"));
  EXPECT_TRUE(is_optimizer_state("state.embed.weight.exp_avg_sq"));
  EXPECT_FALSE(is_optimizer_state("embed.weight"));
}

}  // namespace
}  // namespace cdp::verify
