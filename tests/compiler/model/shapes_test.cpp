// What each operation makes of shapes, and what does not fit.
#include <gtest/gtest.h>

#include "compiler/model/builder.h"
#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;
using test::instantiate;
using test::toy;

/// The message of a forward that does not fit; empty if it does.
std::string fault_of(const std::string& forward, const std::string& members = "") {
  const auto messages = instantiate(toy(members + "  forward(tokens) = " + forward + "\n"))->messages();
  return messages.empty() ? "" : messages.front();
}

TEST(Shapes, FitEachOther) {
  const std::string members = "  gain: Tensor(width) = ones\n  offset: Tensor(width) = zeros\n  m: Multiplier(2)\n";
  EXPECT_EQ(fault_of("head(layer_norm(embed(tokens), gain, offset) * m / 2 - 1)", members), "");
  EXPECT_EQ(fault_of("head(embed(tokens) + embed(positions(tokens)))"), "");
  EXPECT_EQ(fault_of("head(merge_heads(rope(split_heads(embed(tokens), heads = 4))))"), "");
  EXPECT_EQ(fault_of("head(tanh(sigmoid(softmax(relu2(relu(gelu(gelu_tanh(silu(embed(tokens))))))))))"), "");
}

TEST(Shapes, AreComparedAsExpressions) {
  EXPECT_EQ(
      fault_of("head(up(embed(tokens)))", "  up: Linear(width, 128)\n"),
      "`linear` needs a matrix (out, in) whose `in` is the activation's last size, found (batch, context, 128) and "
      "`head.weight` (256, width)");
  EXPECT_EQ(fault_of("head(up(embed(tokens)))", "  up: Linear(width, width / 49 * 49)\n"), "");
  EXPECT_EQ(fault_of("head(embed(tokens) * gain)", "  gain: Tensor(2 * width) = ones\n"),
            "`mul` needs shapes that fit each other, found (batch, context, width) and `gain` (2 * width)");
}

TEST(Shapes, RefuseWhatDoesNotFit) {
  for (const std::string forward :
       {"head(tokens)", "head(embed(embed(tokens)))", "head(split_heads(embed(tokens), heads = 2))",
        "head(merge_heads(embed(tokens)))", "head(rope(embed(tokens)))", "head(silu(tokens))", "head(tokens + 1)",
        "head(embed(tokens)) + embed(tokens)", "head(positions(embed(tokens)))"})
    EXPECT_EQ(instantiate(toy("  forward(tokens) = " + forward + "\n"))->ids(), Ids{"E0327"}) << forward;
  EXPECT_EQ(instantiate(toy("  w: Tensor(width)\n  forward(tokens) = head(linear(embed(tokens), w))\n"))->ids(),
            Ids{"E0327"});
  EXPECT_EQ(instantiate(toy("  g: Tensor(3) = ones\n  forward(tokens) = head(rms_norm(embed(tokens), g))\n"))->ids(),
            Ids{"E0327"});
}

TEST(Shapes, LetFewerKeysServeMoreQueries) {
  const auto forward = [](const std::string& heads, const std::string& key_width) {
    return instantiate(toy("  k: Linear(width, " + key_width +
                           ")\n  forward(tokens) {\n    x = embed(tokens)\n"
                           "    q_heads = split_heads(x, heads = 8)\n    k_heads = split_heads(k(x), heads = " +
                           heads + ")\n    return head(merge_heads(attention(q_heads, k_heads, k_heads, 1)))\n  }\n"))
        ->ids();
  };
  EXPECT_EQ(forward("8", "width"), Ids{});
  EXPECT_EQ(forward("2", "width / 4"), Ids{});
  EXPECT_EQ(forward("3", "3 * width / 8"), Ids{"E0327"});
  EXPECT_EQ(forward("width / 16", "width * width / 128"), Ids{}) << "as the scale decides";
  EXPECT_EQ(forward("2", "width"), Ids{"E0327"});
}

TEST(Shapes, OfChunks) {
  const std::string members = "  qkv: Linear(width, 3 * width)\n";
  EXPECT_EQ(fault_of("head(chunk(qkv(embed(tokens)), chunks = 3, index = 2))", members), "");
  EXPECT_EQ(fault_of("head(chunk(qkv(embed(tokens)), chunks = 3, index = 3))", members),
            "`chunk` needs `index` to be below `chunks`, found index 3, chunks 3");
  EXPECT_EQ(fault_of("head(chunk(tokens, chunks = 3, index = 0))"),
            "`chunk` needs an activation; look ids up in a table first, found ids (batch, context)");
}

TEST(Shapes, OfMixtures) {
  const std::string members =
      "  router: Tensor(8, width)\n  bias: Tensor(8) = zeros\n"
      "  up: Tensor(8, 2 * width, width)\n  down: Tensor(8, width, 2 * width)\n";
  const auto fault = [&](const std::string& route, const std::string& banks) {
    return fault_of("head(experts(embed(tokens), route(linear(embed(tokens), router), " + route + "), " + banks + "))",
                    members);
  };
  EXPECT_EQ(fault("bias, top_k = 2", "up, up, down"), "");
  EXPECT_EQ(fault("bias, top_k = 9", "up, up, down"),
            "`route` needs `top_k` to be at most `experts`, found top_k 9, experts 8");
  EXPECT_EQ(
      fault("up, top_k = 2", "up, up, down"),
      "`route` needs a score for each expert, and one bias for each, found (batch, context, 8) and `up` (8, 2 * width, "
      "width)");
  EXPECT_EQ(
      fault("bias, top_k = 2", "up, up, up"),
      "`experts` needs (..., width), (..., experts), (experts, hidden, width) twice and (experts, width, hidden), "
      "found (batch, context, width), (batch, context, 8), `up` (8, 2 * width, width), `up` (8, 2 * width, width) and "
      "`up` (8, 2 * width, width)");
}

TEST(Shapes, AreWritten) {
  EXPECT_EQ(shape_text({Sym::axis("batch"), Sym::axis("width") / 64, Sym(3)}), "(batch, width / 64, 3)");
  EXPECT_EQ(shape_text({}), "()");
}

/// What patches make of an image in a row of `features` numbers, its mean read out.
Ids patches_of(const std::string& features, const std::string& constants) {
  return instantiate(
             "use std.linear\nmodule Net(width, features, numbers) {\n  up: Linear(numbers, width)\n"
             "  head: Unembedding(width, 3)\n  forward(x) = head(mean(up(patches(x, " +
             constants + "))))\n}\nmodel = Net(width, features = " + features +
             ", numbers = 12)\ntraining { task = classify }\n" + test::kRulesLine +
             "reference { width = 64; depth = 2; batch = 8 seq; duration = 100 steps }\n" + test::kBase)
      ->ids();
}

TEST(Shapes, CutImagesIntoWholePatches) {
  EXPECT_EQ(patches_of("96", "size = 2, height = 4, channels = 3"), Ids{}) << "4 high, 8 wide, 3 channels";
  EXPECT_EQ(patches_of("96", "size = 3, height = 4, channels = 3"), Ids{"E0327"});
  EXPECT_EQ(patches_of("96", "size = 2, height = 16, channels = 3"), Ids{}) << "16 high, 2 wide";
  EXPECT_EQ(patches_of("97", "size = 2, height = 4, channels = 3"), Ids{"E0327"});
  EXPECT_EQ(patches_of("96", "size = 2, height = depth, channels = 3"), Ids{}) << "each scale decides";
}

TEST(Shapes, TakeTheMeanOverTime) {
  EXPECT_EQ(fault_of("mean(tokens)"),
            "`mean` needs (batch, time, width); look ids up in a table first, found ids (batch, context)");
  EXPECT_EQ(fault_of("head(mean(mean(embed(tokens))))"), "`mean` needs (batch, time, width), found (batch, width)");
}

}  // namespace
}  // namespace cdp::model
