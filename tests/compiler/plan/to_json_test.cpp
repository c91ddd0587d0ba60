// The bytes of a plan.
#include <string>

#include <gmock/gmock.h>

#include "compiler/plan/json.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::plan {
namespace {

using ::testing::HasSubstr;

/// One tensor, one multiplier, a graph of two nodes.
Plan tiny_plan() {
  Plan plan = testing::sample_plan({.depth = 0});
  plan.tensors = {plan.tensors.front()};
  plan.multipliers = {{"logits_mult", {"logits"}, 0.5, Because{}}};
  plan.parameters = {128, 0};
  plan.graph.nodes = {{"%1", "lookup", {"%0", "embed.weight"}, {}, {}, {}, {}},
                      {"%2", "mul", {"%1", "logits_mult"}, {}, {}, {}, {}}};
  plan.graph.output = "%2";
  return plan;
}

constexpr std::string_view kTiny = R"({
  "format": "cdp-plan",
  "version": 2,
  "compiler": "0.1.0",
  "spec": {"path": "gpt.cdp", "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
  "target": "reference",
  "parameterization": {"name": "complete_d_p", "arguments": {"alpha": 1}},
  "scale": {
    "width": {"reference": 8, "target": 8, "ratio": 1},
    "depth": {"reference": 0, "target": 0, "ratio": 1},
    "batch": {"reference": 4, "target": 4, "ratio": 1, "unit": "seq"},
    "duration": {"reference": 3200, "target": 3200, "ratio": 1, "unit": "tok"},
    "context": {"reference": 8, "target": 8, "ratio": 1}
  },
  "conventions": {"weight_decay": "coupled", "lr": "peak", "eps": "outside_sqrt"},
  "training": {
    "task": "next_token", "optimizer": "adamw", "steps": 100, "batch": 4, "context": 8,
    "schedule": {"kind": "linear", "warmup_steps": 2, "floor": 0},
    "grad_clip": 1, "precision": "fp32", "seed": 1
  },
  "parameters": {"total": 128, "non_embedding": 0},
  "tensors": [
    {
      "name": "embed.weight", "shape": [16, 8], "reference_shape": [16, 8],
      "tags": ["input", "trunk"],
      "init": {"distribution": "normal", "std": 0.25},
      "lr": 0.01, "beta1": 0.9, "beta2": 0.95, "eps": 1e-8, "weight_decay": 0.1,
      "because": {
        "lr": [
          {"at": "gpt.cdp:17:18", "text": "lr = 4e-3", "effect": "set", "factor": 0.004},
          {"at": "std/complete_d_p.cdp:5:43", "text": "lr *= m_in^-1", "effect": "multiply", "factor": 0.125, "ratios": {"m_in": 8}, "exponents": {"m_in": -1}}
        ],
        "eps": [
          {"at": "gpt.cdp:20:18", "text": "eps = 1e-8", "effect": "set", "factor": 1e-8}
        ]
      }
    }
  ],
  "multipliers": [
    {"name": "logits_mult", "tags": ["logits"], "value": 0.5, "because": {}}
  ],
  "graph": {
    "inputs": ["%0"],
    "nodes": [
      {"id": "%1", "op": "lookup", "args": ["%0", "embed.weight"]},
      {"id": "%2", "op": "mul", "args": ["%1", "logits_mult"]}
    ],
    "output": "%2"
  }
}
)";

TEST(ToJson, WritesTheseBytes) {
  EXPECT_EQ(to_json(tiny_plan()), kTiny);
}

TEST(ToJson, SpreadsAStackOverLines) {
  EXPECT_THAT(to_json(testing::sample_plan()), HasSubstr(R"(
      {
        "id": "%2", "op": "stack",
        "args": ["%1"],
        "stack": "blocks", "count": 2,
        "body": {
          "inputs": ["%10"],
          "nodes": [
            {"id": "%11", "op": "rms_norm", "args": ["%10", "blocks.*.attn_norm.gain"], "attributes": {"eps": 1e-6}},
)"));
}

TEST(ToJson, LeavesOutWhatIsEmpty) {
  Plan plan = tiny_plan();
  plan.tensors[0].because.reset();
  plan.training.grad_clip.reset();
  plan.multipliers.clear();
  const std::string text = to_json(plan);
  EXPECT_THAT(text, HasSubstr("\"weight_decay\": 0.1\n    }"));
  EXPECT_THAT(text, HasSubstr("\"floor\": 0},\n    \"precision\""));
  EXPECT_THAT(text, HasSubstr("\"multipliers\": [],"));
}

TEST(ToJson, WritesArgumentsThatAreNumbers) {
  Plan plan = tiny_plan();
  plan.graph.nodes[1].args = {"%1", 0.125};
  plan.graph.nodes[1].attributes = {{"a", std::int64_t{3}}, {"b", false}, {"c", 0.5}, {"d", std::string("x\"y")}};
  EXPECT_THAT(to_json(plan),
              HasSubstr(R"("args": ["%1", 0.125], "attributes": {"a": 3, "b": false, "c": 0.5, "d": "x\"y"})"));
}

TEST(ToJson, EqualPlansGiveEqualBytes) {
  EXPECT_EQ(to_json(testing::sample_plan()), to_json(testing::sample_plan()));
}

}  // namespace
}  // namespace cdp::plan
