// Siblings, tables and heads of the examples' plans.
#include "compiler/verify/data_flow.h"

#include <gmock/gmock.h>

#include "tests/compiler/verify/files.h"

namespace cdp::verify {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(DataFlow, MatricesThatReadTheSameAreSiblings) {
  const DataFlow flow = data_flow(example_plan("03_llama.reference.json"));
  EXPECT_THAT(flow.siblings,
              ElementsAre(ElementsAre("blocks.*.attn.q.weight", "blocks.*.attn.k.weight", "blocks.*.attn.v.weight"),
                          ElementsAre("blocks.*.mlp.gate.weight", "blocks.*.mlp.up.weight")));
  EXPECT_THAT(flow.matrices, Contains("blocks.*.mlp.down.weight"));
}

TEST(DataFlow, ATiedHeadIsATable) {
  const DataFlow llama = data_flow(example_plan("03_llama.reference.json"));
  EXPECT_EQ(llama.head, "embed.weight");
  EXPECT_THAT(llama.tables, ElementsAre("embed.weight"));
  EXPECT_EQ(data_flow(example_plan("02_gpt2.gpt2.json")).head, "wte.weight");
  EXPECT_EQ(data_flow(example_plan("01_gpt.reference.json")).head, "head.weight");
}

TEST(DataFlow, OffsetsOfSiblingsAreSiblings) {
  plan::Plan plan;
  plan.graph = {{"%0"},
                {{"%1", "linear", {"%0", "q"}, {}, {}, {}, {}},
                 {"%2", "add", {"%1", "q_offset"}, {}, {}, {}, {}},
                 {"%3", "linear", {"%0", "k"}, {}, {}, {}, {}},
                 {"%4", "add", {"k_offset", "%3"}, {}, {}, {}, {}},
                 {"%5", "add", {"%2", "%4"}, {}, {}, {}, {}}},
                "%5"};
  const DataFlow flow = data_flow(plan);
  EXPECT_THAT(flow.siblings, ElementsAre(ElementsAre("q", "k"), ElementsAre("q_offset", "k_offset")));
  EXPECT_FALSE(flow.head);
}

TEST(DataFlow, EveryExampleHasAHead) {
  for (const char* name : {"04_moe.reference.json", "05_parallel.reference.json", "06_classifier.reference.json",
                           "07_regressor.reference.json", "08_vit.reference.json", "09_u_mup.reference.json"})
    EXPECT_TRUE(data_flow(example_plan(name)).head) << name;
}

}  // namespace
}  // namespace cdp::verify
