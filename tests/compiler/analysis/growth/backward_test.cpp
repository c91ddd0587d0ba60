// Backward: gradients of values, and the uses of tensors.
#include "compiler/analysis/growth/backward.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

struct Passed {
  explicit Passed(const Compiled& spec, const std::string& axis)
      : given(spec.facts, along(axis)), graph(spec.facts.model) {
    forward = forward_pass(given, Steps(spec.facts.model.tensors.size(), kNothing));
    backward = backward_pass(given, graph, forward);
  }
  Given given;
  FlowGraph graph;
  ForwardPass forward;
  BackwardPass backward;
};

TEST(Backward, StartsAtTheOutputAndFallsThroughTheReadout) {
  const Compiled spec = gpt_under("mup", "mup_table_3()");
  const Passed width(spec, "width");
  EXPECT_EQ(width.backward.values[spec.facts.model.graph.output].first.value, 0);
  EXPECT_EQ(width.backward.values[spec.facts.model.graph.inputs.front() + 1].first.value, -1)
      << "the embedding's output";
}

TEST(Backward, ATiedTableHasTwoUses) {
  const Compiled spec = gpt_under("mup", "mup()", "tied = true");
  const Passed width(spec, "width");
  const std::size_t tied = spec.index_of("embed.weight");
  EXPECT_EQ(std::count_if(width.backward.uses.begin(), width.backward.uses.end(),
                          [&](const Use& use) { return use.tensor == tied; }),
            2);
}

TEST(Backward, KeysOfFewHeadsHearFromAllQueries) {
  const Compiled spec = gpt_under("mup", "mup_table_3()", "kv_heads = 1");
  const Passed width(spec, "width");
  const Sensitivity& key = width.backward.tensors[spec.index_of("blocks.*.attn.k.weight")];
  EXPECT_EQ(key.first.value, -0.5) << "a random sum over the query heads";
  EXPECT_EQ(key.aligned.value, 0) << "which later agree";
}

TEST(Backward, AResidualMultiplierIsInItsBranchsGradients) {
  const Compiled spec = gpt_under("completep", "completep(alpha = 0.5)");
  const Passed depth(spec, "depth");
  EXPECT_EQ(depth.backward.tensors[spec.index_of("blocks.*.attn.q.weight")].first.value, -0.5);
  EXPECT_EQ(depth.backward.tensors[spec.index_of("embed.weight")].first.value, 0);
}

}  // namespace
}  // namespace cdp::analysis
