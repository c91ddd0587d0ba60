// Table 1 of arXiv:2512.22382 out of nothing but the data flow: gradients are what eps is there, and with the rules
// every tensor reaches the output alike. The exponents of gradients were measured (docs/coordcheck.md).
#include "compiler/analysis/growth/growth.h"

#include <gtest/gtest.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

struct Row {
  std::string tensor;
  double width = 0, depth = 0;  // of an entry of its gradient
};

TEST(Growth, GradientsAreThoseOfTable1) {
  const Compiled spec = gpt_under("complete_d_p", "complete_d_p(alpha = 0.75)", "bias = true");
  const Row rows[] = {{"embed.weight", -1, 0},
                      {"blocks.*.attn.q.weight", -1, -0.75},
                      {"blocks.*.attn.out.weight", -1, -0.75},
                      {"blocks.*.mlp.down.weight", -1, -0.75},
                      {"blocks.*.mlp.up.offset", -1, -0.75},
                      {"blocks.*.mlp_norm.gain", -1, -0.75},
                      {"norm.gain", -1, 0},
                      {"head.weight", 0, 0}};
  for (const Row& row : rows) {
    EXPECT_DOUBLE_EQ(tensor_growth(spec, "width", row.tensor).gradient_first.value, row.width) << row.tensor;
    EXPECT_DOUBLE_EQ(tensor_growth(spec, "depth", row.tensor).gradient_first.value, row.depth) << row.tensor;
  }
  const TensorGrowth shared = tensor_growth(spec, "width", "blocks.*.attn.q_norm.gain");
  EXPECT_EQ(shared.gradient_first.value, -0.5) << "heads add up at random (measured -0.50)";
  EXPECT_EQ(shared.gradient.value, 0) << "and later agree";
}

TEST(Growth, UnderMupEveryTensorReachesTheOutputAlike) {
  for (const std::string call : {"mup()", "mup_table_3()"}) {
    const Compiled spec = gpt_under("mup", call);
    for (const TensorGrowth& tensor : growth_along(spec.facts, along("width")).tensors)
      EXPECT_NEAR(tensor.reach.value, 0, 1e-9) << call;
  }
}

TEST(Growth, TheStandardParameterizationExplodes) {
  const Compiled spec = gpt_under("sp", "sp()");
  const AxisGrowth width = growth_along(spec.facts, along("width"));
  const auto entry_of = [&](const std::string& path) {
    for (const Use& use : passes_of(Given(spec.facts, along("width")), FlowGraph(spec.facts.model)).backward.uses)
      if (use.tensor == spec.index_of(path)) return width.values[use.node->id].entry.value;
    return -99.0;
  };
  EXPECT_EQ(entry_of("blocks.*.attn.v.weight"), 0.5) << "measured 0.50";
  EXPECT_EQ(entry_of("blocks.*.attn.out.weight"), 1) << "measured 0.98";
  EXPECT_EQ(entry_of("blocks.*.mlp.down.weight"), 1.5) << "measured 1.52";
  EXPECT_EQ(width.values[spec.facts.model.graph.output].entry.value, 0.5) << "logits, measured 0.50";
  EXPECT_GT(width.values[spec.facts.model.graph.output].aligned.value, 0.5);
}

TEST(Growth, DepthAddsUpAtRandomFirstAndTogetherLater) {
  const Compiled spec = gpt_under("mup", "mup()");
  const AxisGrowth depth = growth_along(spec.facts, along("depth"));
  const auto& nodes = spec.facts.model.graph.nodes;
  const auto stack = std::find_if(nodes.begin(), nodes.end(), [](const model::Node& node) { return node.stack; });
  ASSERT_NE(stack, nodes.end());
  EXPECT_EQ(depth.values[stack->id].entry.value, 0.5);
  EXPECT_EQ(depth.values[stack->id].first.value, 0.5);
  EXPECT_EQ(depth.values[stack->id].aligned.value, 1);
}

TEST(Growth, OptimizersBringTheirSteps) {
  const Compiled adam = gpt_under("mup", "mup()");
  EXPECT_EQ(tensor_growth(adam, "width", "blocks.*.attn.q.weight").step.value, -1) << "lr";
  const Compiled sgd = gpt_under_sgd("mup_sgd()");
  EXPECT_EQ(tensor_growth(sgd, "width", "embed.weight").step.value, 0) << "lr m_N times a gradient of m_N^-1";
  const Compiled muon = gpt_under("muon", "muon()", "", "training { optimizer = muon }\n");
  EXPECT_EQ(tensor_growth(muon, "width", "blocks.*.attn.q.weight").step.value, -0.5) << "a spectral norm of lr";
  EXPECT_EQ(tensor_growth(muon, "width", "blocks.*.attn.q.weight").reach.value, 0);
}

TEST(Growth, StepsAndDecayBalance) {
  const Compiled spec = gpt_under("mup", "mup_table_3()");
  const TensorGrowth hidden = tensor_growth(spec, "width", "blocks.*.attn.q.weight");
  EXPECT_EQ(hidden.decay.value, 0) << "lr m_in^-1, weight_decay m_in";
  EXPECT_EQ(hidden.equilibrium.value, -1) << "(lr / weight_decay)^1/2";
  EXPECT_EQ(tensor_growth(spec, "width", "embed.weight").equilibrium.value, 0);
}

TEST(Growth, EquivalentFormsOfTheReadoutReachAlike) {
  const Compiled inside = gpt_under("mup", "mup_table_3()"), behind = gpt_under("mup", "mup()");
  EXPECT_EQ(tensor_growth(inside, "width", "head.weight").reach.value, 0);
  EXPECT_EQ(tensor_growth(behind, "width", "head.weight").reach.value, 0);
  EXPECT_EQ(tensor_growth(inside, "width", "head.weight").gradient.value, 0);
  EXPECT_EQ(tensor_growth(behind, "width", "head.weight").gradient.value, -1);
}

}  // namespace
}  // namespace cdp::analysis
