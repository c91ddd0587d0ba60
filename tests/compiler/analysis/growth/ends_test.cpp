// Where what a matrix makes is used.
#include "compiler/analysis/growth/ends.h"

#include <gtest/gtest.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

std::vector<End> ends(const Compiled& spec, const std::string& axis, const std::string& path) {
  const Given given(spec.facts, along(axis));
  const FlowGraph graph(spec.facts.model);
  const ForwardPass forward = forward_pass(given, Steps(spec.facts.model.tensors.size(), kNothing));
  for (const Use& use : backward_pass(given, graph, forward).uses)
    if (use.tensor == spec.index_of(path)) return ends_of(given, graph, forward, use.node->id);
  return {};
}

TEST(Ends, LieBehindFactorsAndOffsets) {
  const Compiled spec = gpt_under("completep", "completep()", "bias = true");
  const auto branch = ends(spec, "depth", "blocks.*.mlp.down.weight");
  ASSERT_EQ(branch.size(), 1U);
  EXPECT_EQ(branch[0].kind, EndKind::kStream);
  EXPECT_EQ(branch[0].factor.value, -1) << "m_L^-alpha";
  EXPECT_EQ(branch[0].multipliers.size(), 1U);
  EXPECT_EQ(branch[0].stacks.size(), 1U);
  const auto logits = ends(spec, "width", "head.weight");
  ASSERT_EQ(logits.size(), 1U);
  EXPECT_EQ(logits[0].kind, EndKind::kOutput);
  EXPECT_EQ(logits[0].factor.value, -1);
}

TEST(Ends, QueriesEndInTheirNorm) {
  const Compiled spec = gpt_under("mup", "mup()");
  ASSERT_EQ(ends(spec, "width", "blocks.*.attn.q.weight").size(), 1U);
  EXPECT_EQ(ends(spec, "width", "blocks.*.attn.q.weight")[0].kind, EndKind::kNormalised);
  EXPECT_EQ(ends(spec, "width", "blocks.*.attn.v.weight")[0].kind, EndKind::kRead);
}

TEST(Ends, APostNormStreamIsNormalised) {
  const Compiled spec = gpt_under("completep", "completep()", "order = \"post\"");
  EXPECT_EQ(ends(spec, "depth", "blocks.*.mlp.down.weight")[0].kind, EndKind::kNormalised);
}

}  // namespace
}  // namespace cdp::analysis
