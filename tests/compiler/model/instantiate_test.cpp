// Members in any order, `if`, stacks in stacks, sharing, tags of one's own, and ends of endless modules.
#include "compiler/model/instantiate.h"

#include <gtest/gtest.h>

#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;
using test::instantiate;
using test::toy;

const std::string kPlain = "  forward(tokens) = head(embed(tokens))\n";

TEST(Instantiate, MakesMembersInAnyOrder) {
  const auto m =
      instantiate(toy("  up: Linear(inner, outer)\n  let outer = 2 * half\n  let half = width / 2\n"
                      "  let inner = width\n  forward(tokens) = head(up(embed(tokens)))\n"));
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_EQ(m->tensor("up.weight").dims[0].text(), "width");
}

TEST(Instantiate, LeavesNamesToFilesOfWeights) {
  for (const std::string name : {"optimizer", "__metadata__"}) {
    const auto model = instantiate(
        toy("  " + name + ": Linear(width, width)\n  forward(tokens) = head(" + name + "(embed(tokens)))\n"));
    EXPECT_EQ(model->messages(), Ids{"`" + name + "` is a reserved word; choose another name"});
  }
  EXPECT_EQ(
      instantiate(toy("  m: Inner(width)\n  forward(tokens) = head(m(embed(tokens)))\n",
                      "module Inner(width) {\n  optimizer: Linear(width, width)\n  forward(x) = optimizer(x)\n}\n"))
          ->ids(),
      Ids{});
}

TEST(Instantiate, UsesEarlierParametersInDefaults) {
  const std::string mlp =
      "module M(width, hidden = 4 * width) {\n  up: Linear(width, hidden)\n"
      "  down: Linear(hidden, width)\n  forward(x) = down(up(x))\n}\n";
  const auto m = instantiate(toy("  mlp: M(width)\n  forward(tokens) = head(mlp(embed(tokens)))\n", mlp));
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_EQ(m->tensor("mlp.up.weight").dims[0].text(), "4 * width");
}

TEST(Instantiate, ChoosesMembersByParameters) {
  const std::string part =
      "module P(width, kind = \"a\") {\n  if kind == \"a\" {\n    a: Linear(width, width)\n"
      "    forward(x) = a(x)\n  } else {\n    b: RmsNorm(width)\n    forward(x) = b(x)\n  }\n}\n";
  const auto body = [](const std::string& arguments) {
    return "  p: P(width" + arguments + ")\n  forward(tokens) = head(p(embed(tokens)))\n";
  };
  EXPECT_TRUE(instantiate(toy(body(""), part))->has_tensor("p.a.weight"));
  const auto other = instantiate(toy(body(", \"b\""), part));
  EXPECT_TRUE(other->has_tensor("p.b.gain"));
  EXPECT_FALSE(other->has_tensor("p.a.weight"));
  EXPECT_EQ(instantiate(toy("  if width > 100 { n: RmsNorm(width) }\n" + kPlain))->ids(), Ids{"E0216"});
}

TEST(Instantiate, FoldsStacksInStacks) {
  const std::string layer = "module Layer(width) {\n  parts: 3 * Linear(width, width)\n  forward(x) = parts(x)\n}\n";
  const auto m =
      instantiate(toy("  blocks: depth * Layer(width)\n  forward(tokens) = head(blocks(embed(tokens)))\n", layer));
  ASSERT_EQ(m->messages(), Ids{});
  const Tensor& weight = m->tensor("blocks.*.parts.*.weight");
  ASSERT_EQ(weight.stacks.size(), 2U);
  EXPECT_EQ(m->model->stacks[weight.stacks[0]].path, "blocks");
  EXPECT_EQ(m->model->stacks[weight.stacks[1]].path, "blocks.*.parts");
  EXPECT_EQ(m->model->stacks[weight.stacks[1]].count.constant(), 3.0);
}

TEST(Instantiate, SharesATensorBetweenMembers) {
  const auto m = instantiate(test::gpt("tied = true"));
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_FALSE(m->has_tensor("head.weight"));
  EXPECT_TRUE(m->tensor("embed.weight").tags.contains("tied"));
  EXPECT_EQ(m->multiplier("head.mult").tags, (std::set<std::string>{"logits", "tied", "trunk"}));
}

TEST(Instantiate, HandsTagsDown) {
  const auto m =
      instantiate(toy("  up: Linear(width, width) @router\n  gain: Tensor(width) @mine = ones\n"
                      "  forward(tokens) = head(gain * up(embed(tokens)))\n"));
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_TRUE(m->tensor("up.weight").tags.contains("router"));
  EXPECT_TRUE(m->tensor("gain").tags.contains("mine"));
  EXPECT_FALSE(m->tensor("embed.weight").tags.contains("router"));
}

TEST(Instantiate, ReportsFaultyMembers) {
  const std::map<std::string, std::string> wrong = {{"  a: Tensor = ones\n", "E0313"},
                                                    {"  a: 3 * Tensor(width)\n", "E0313"},
                                                    {"  a: Multiplier(1, 2)\n", "E0314"},
                                                    {"  a: Linear(width, width) = zeros\n", "E0315"},
                                                    {"  a: Linear(width)\n", "E0309"},
                                                    {"  a: Linear(width, width, false, 1)\n", "E0307"},
                                                    {"  a: Linear(width, width, biass = true)\n", "E0306"},
                                                    {"  let a = a + 1\n  b: Tensor(a)\n", "E0221"},
                                                    {"  a: Linear(width, 1 seq)\n", "E0218"},
                                                    {"  a: Linear(b.width, width)\n  b: RmsNorm(width)\n", "E0312"}};
  for (const auto& [body, id] : wrong) EXPECT_EQ(instantiate(toy(body + kPlain))->ids(), Ids{id}) << body;
  EXPECT_EQ(instantiate(toy(kPlain + kPlain))->ids(), Ids{"E0310"});
}

TEST(Instantiate, FindsSeveralFaultyMembers) {
  EXPECT_EQ(instantiate(toy("  a: Tensor = ones\n  b: Multiplier(1, 2)\n" + kPlain))->ids(), (Ids{"E0313", "E0314"}));
}

TEST(Instantiate, EndsModulesThatContainThemselves) {
  EXPECT_EQ(instantiate(toy("  inner: Toy(width, vocab)\n" + kPlain))->ids(), Ids{"E0311"});
  const std::string twice = "module T(width) {\n  a: T(width)\n  b: T(width)\n  forward(x) = a(b(x))\n}\n";
  EXPECT_EQ(instantiate(toy("  t: T(width)\n  forward(tokens) = head(t(embed(tokens)))\n", twice))->ids(),
            Ids{"E0311"});
}

TEST(Instantiate, EndsExponentialNesting) {
  const std::string grows =
      "module G(n) {\n  if n > 0 {\n    a: G(n - 1)\n    b: G(n - 1)\n    forward(x) = a(b(x))\n"
      "  } else {\n    forward(x) = x\n  }\n}\n";
  EXPECT_EQ(instantiate(toy("  g: G(40)\n  forward(tokens) = head(g(embed(tokens)))\n", grows))->ids(), Ids{"E0339"});
}

TEST(Instantiate, EndsLongChainsOfLets) {
  std::string lets;
  for (int i = 0; i < 5000; ++i) lets += "  let a" + std::to_string(i) + " = a" + std::to_string(i + 1) + "\n";
  EXPECT_EQ(instantiate(toy(lets + "  let a5000 = 1\n  b: Tensor(a0)\n" + kPlain))->ids(), Ids{"E0242"});
}

}  // namespace
}  // namespace cdp::model
