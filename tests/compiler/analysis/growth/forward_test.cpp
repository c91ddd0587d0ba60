// Forward: what each kind of operation does to sizes.
#include "compiler/analysis/growth/forward.h"

#include <gtest/gtest.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

Steps none(const Compiled& spec) {
  return Steps(spec.facts.model.tensors.size(), kNothing);
}

TEST(Forward, WithoutStepsNothingChanges) {
  const Compiled spec = gpt_under("mup", "mup()");
  for (const FlowSizes& value : forward_pass(Given(spec.facts, along("width")), none(spec)).values) {
    EXPECT_TRUE(value.first.nothing());
    EXPECT_TRUE(value.aligned.nothing());
  }
}

TEST(Forward, LogitsOfAttentionSumOverTheHead) {
  const Compiled mup = gpt_under("mup", "mup()", "head_dim = width / 2");
  const ForwardPass pass = forward_pass(Given(mup.facts, along("width")), none(mup));
  ASSERT_EQ(pass.logits.size(), 1U);
  EXPECT_EQ(pass.logits[0].entry.value, -0.5) << "1 / d, and a random sum over d";
  EXPECT_EQ(pass.logits[0].trained.value, 0) << "1 / d, and an aligned sum over d";
  const Compiled sp = gpt_under("sp", "sp()", "head_dim = width / 2");
  EXPECT_EQ(forward_pass(Given(sp.facts, along("width")), none(sp)).logits[0].trained.value, 0.5);
}

TEST(Forward, ANormInTheStreamMakesItNone) {
  const Compiled pre = gpt_under("completep", "completep()"),
                 post = gpt_under("completep", "completep()", "order = \"post\"");
  EXPECT_FALSE(forward_pass(Given(pre.facts, along("depth")), none(pre)).fades[0]);
  const ForwardPass pass = forward_pass(Given(post.facts, along("depth")), none(post));
  EXPECT_TRUE(pass.fades[0]);
  EXPECT_FALSE(pass.values[post.facts.model.graph.output].aligned.known());
}

TEST(Forward, AMatrixOntoAFixedSizeMayAlign) {
  const Compiled spec = gpt_under("mup", "mup()", "kv_heads = 1");
  Given width(spec.facts, along("width"));
  const std::size_t key = spec.index_of("blocks.*.attn.k.weight");
  EXPECT_TRUE(may_align(width, key));
  EXPECT_FALSE(may_align(width, spec.index_of("head.weight"))) << "what is read out does";
  EXPECT_FALSE(may_align(width, spec.index_of("blocks.*.attn.q.weight")));
  EXPECT_EQ(spectral_gain(width, key).value, 0) << "std m_in^-1/2: where what reaches it is not aligned";
  width.correct(key, sema::Hp::init_std, -0.5);
  EXPECT_EQ(spectral_gain(width, key).value, 0) << "std m_in^-1: where it is";
  width.correct(key, sema::Hp::init_std, 1);
  EXPECT_EQ(spectral_gain(width, key).value, 0.5) << "too large either way";
}

TEST(Forward, ExpertsShareOne) {
  const Compiled spec = mixture();
  const AxisGrowth growth = growth_along(spec.facts, {"experts", {"experts", "top_k"}});
  const auto of = [&](const std::string& path) { return growth.tensors[spec.index_of(path)]; };
  EXPECT_EQ(of("blocks.*.mlp.routed.down").gradient_first.value, -1) << "measured -0.89";
  EXPECT_EQ(of("blocks.*.mlp.router.weight").gradient_first.value, -1) << "measured -0.90";
  EXPECT_EQ(of("blocks.*.mlp.common.down.weight").gradient_first.value, 0) << "every token sees it; measured 0.00";
  EXPECT_EQ(of("blocks.*.mlp.routed.gate").reach.value, 0);
}

}  // namespace
}  // namespace cdp::analysis
