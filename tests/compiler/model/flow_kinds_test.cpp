// Operations and calls in modules that no model has made.
#include "compiler/model/flow_kinds.h"

#include <gtest/gtest.h>

#include "compiler/model/check_modules.h"
#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;

Ids messages_of(const std::string& body, const std::string& outside = "") {
  auto out = test::check("use std.linear\nuse std.norm\n" + outside + "module M(width, n = 1) {\n" + body + "}\n");
  check_modules(out->program, out->sink);
  return out->messages();
}

Ids of_result(const std::string& result) {
  return messages_of(
      "  up: Linear(width, n)\n  blocks: n * Linear(width, width)\n  gain: Tensor(width)\n"
      "  scale: Multiplier\n  forward(x, y) {\n    z = up(x) * gain * scale + blocks(y)\n    return z + " +
      result + "\n  }\n");
}

TEST(FlowKinds, AcceptWhatMayBeRight) {
  for (const char* right : {"x", "up(x)", "gain * x", "scale * silu(x)", "rope(x, theta = 3)", "linear(x, up.weight)",
                            "rms_norm(x, gain, eps = 1e-6)", "(if n > 1 then up(x) else x)", "attention(x, x, y, 0.5)",
                            "attention(x, y, y, scale, causal = n > 1)", "n * x", "-x", "split_heads(x, heads = n)",
                            "sqrt(n) * x", "layer_norm(x)", "x * gain / 2", "y * n ^ 2"})
    EXPECT_EQ(of_result(right), Ids{}) << right;
}

TEST(FlowKinds, HoldOperationsToTheirTable) {
  EXPECT_EQ(of_result("rope(x, thta = 3)"), Ids{"`rope` has no parameter `thta`; did you mean `theta`?"});
  EXPECT_EQ(of_result("silu(x, y)"), Ids{"`silu` takes 1 values, found 2"});
  EXPECT_EQ(of_result("rms_norm()"), Ids{"`rms_norm` takes 1 to 2 values, found 0"});
  EXPECT_EQ(of_result("split_heads(x)"), Ids{"`split_heads` needs `heads`, which is not given"});
  EXPECT_EQ(of_result("rope(x, theta = true)"), Ids{"`theta` of `rope` must be a number, found true or false"});
  EXPECT_EQ(of_result("attention(x, x, x, 1, causal = 1)"),
            Ids{"`causal` of `attention` must be true or false, found a number"});
  EXPECT_EQ(of_result("rope(x, theta = 1, theta = 2)").size(), 1U);
}

TEST(FlowKinds, HoldArgumentsToTheirKinds) {
  EXPECT_EQ(of_result("linear(x, silu(y))"), Ids{"argument 2 of `linear` must be a tensor, found an activation"});
  EXPECT_EQ(of_result("linear(x, up(y))"), Ids{"argument 2 of `linear` must be a tensor, found an activation"});
  EXPECT_EQ(of_result("linear(gain, up.weight)"), Ids{"argument 1 of `linear` must be an activation, found a tensor"});
  EXPECT_EQ(of_result("silu(up)"), Ids{"argument 1 of `silu` must be an activation, found a module"});
  EXPECT_EQ(of_result("silu(x * scale + \"a\")").size(), 1U);
  EXPECT_EQ(of_result("(gain * scale) * silu(x)"),
            Ids{"cannot combine a tensor with a multiplier; one of the two must be an activation"});
  EXPECT_EQ(of_result("silu(x) ^ 2"), Ids{"`^` does not work on activations; forward has + - * / and the operations"});
}

TEST(FlowKinds, HoldCallsToWhatIsCalled) {
  EXPECT_EQ(of_result("up(x, y)"), Ids{"forward of `Linear` takes 1 values, found 2"});
  EXPECT_EQ(of_result("up(x = y)"), Ids{"`up` is called with values in order, without names"});
  EXPECT_EQ(of_result("gain(x)"), Ids{"`gain` is a tensor and cannot be called"});
  EXPECT_EQ(of_result("blocks(3)"), Ids{"stack `blocks` takes activations, found a number"});
  EXPECT_EQ(of_result("linear(x, up.wieght)"), Ids{"`up` has no member `wieght`; did you mean `weight`?"});
  EXPECT_EQ(of_result("x * sqrt(1, 2)"), Ids{"`sqrt` takes one number, found 2 arguments"});
}

TEST(FlowKinds, BranchesThatDifferAreNotGuessed) {
  EXPECT_EQ(
      messages_of("  if n > 1 { a: Linear(width, n) } else { a: Tensor(width) }\n  forward(x) = if n > 1 then a(x) "
                  "else a * x\n"),
      Ids{});
  EXPECT_EQ(messages_of(
                "  inner: Twice(width)\n  forward(x) = inner(x)\n",
                "module Twice(width, two = false) {\n  if two { forward(x, y) = x + y } else { forward(x) = x }\n}\n"),
            Ids{});
}

TEST(FlowKinds, ModulesThatLeadToThemselvesEnd) {
  EXPECT_EQ(messages_of("  b: B(width)\n  forward(x) = b(x)\n",
                        "module B(width) {\n  m: C(width)\n  forward(x) = m(m(x))\n}\n"
                        "module C(width) {\n  m: B(width)\n  forward(x) = m(m(x))\n}\n"),
            Ids{});
}

TEST(FlowKinds, OutlinesHaveAllBranches) {
  const auto checked = test::check(
      "module M(width, n = 1) {\n  let a = 1\n  if n > 1 { b: Tensor(width) } else { b: Multiplier }\n"
      "  forward(x) = x * b\n}\n");
  const auto* declared = checked->program.find(0, "M");
  const Outline outline = outline_of(std::get<syntax::Module>(declared->statement->node), checked->program.names);
  std::vector<std::size_t> counts;  // of `b`, which both branches declare; `a`, `n` and `width` are no members
  for (const auto& members : outline.members) counts.push_back(members.size());
  std::sort(counts.begin(), counts.end());
  EXPECT_EQ(counts, (std::vector<std::size_t>{0, 0, 0, 2}));
  EXPECT_EQ(outline.forwards.size(), 1U);
}

}  // namespace
}  // namespace cdp::model
