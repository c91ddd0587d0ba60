// Parts, indices, likeness, and what is known by its name.
#include "compiler/verify/names.h"

#include <gmock/gmock.h>

namespace cdp::verify {
namespace {

using ::testing::ElementsAre;

TEST(Names, PartsAndBack) {
  EXPECT_THAT(split_parts("a.0.b"), ElementsAre("a", "0", "b"));
  EXPECT_THAT(split_parts(""), ElementsAre(""));
  EXPECT_THAT(split_parts("a..b."), ElementsAre("a", "", "b", ""));
  for (const char* name : {"a.0.b", "", "a..b.", ".a"}) EXPECT_EQ(join_parts(split_parts(name)), name);
}

TEST(Names, IndicesBecomeStars) {
  const Starred name = starred("blocks.3.experts.12.up");
  EXPECT_EQ(name.pattern, "blocks.*.experts.*.up");
  EXPECT_THAT(name.indices, ElementsAre(3, 12));
  EXPECT_EQ(starred("conv1d.w2.-1.").pattern, "conv1d.w2.-1.");
  EXPECT_EQ(starred("x.99999999999999999999").pattern, "x.99999999999999999999");
}

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
