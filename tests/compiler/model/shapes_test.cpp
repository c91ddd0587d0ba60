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
  EXPECT_EQ(fault_of("head(tanh(sigmoid(softmax(relu2(relu(gelu(silu(embed(tokens)))))))))"), "");
}

TEST(Shapes, AreComparedAsExpressions) {
  EXPECT_EQ(
      fault_of("head(up(embed(tokens)))", "  up: Linear(width, 128)\n"),
      "`linear` needs a matrix (out, in) whose `in` is the activation's last dimension, found an activation (batch, "
      "context, 128) and a matrix (256, width)");
  EXPECT_EQ(fault_of("head(up(embed(tokens)))", "  up: Linear(width, width / 49 * 49)\n"), "");
  EXPECT_EQ(fault_of("head(embed(tokens) * gain)", "  gain: Tensor(2 * width) = ones\n"),
            "`mul` needs shapes that fit each other, found (batch, context, width) and (2 * width)");
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
  EXPECT_EQ(forward("2", "width"), Ids{"E0327"});
}

TEST(Shapes, AreWritten) {
  EXPECT_EQ(shape_text({Sym::axis("batch"), Sym::axis("width") / 64, Sym(3)}), "(batch, width / 64, 3)");
  EXPECT_EQ(shape_text({}), "()");
}

}  // namespace
}  // namespace cdp::model
