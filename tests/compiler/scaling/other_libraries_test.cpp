// The libraries that people come from, from their formulas: microsoft/mup (main) and EleutherAI/nanoGPT-mup (branch
// completep). Where they agree with the papers we agree with them; where not, the difference is shown here and
// explained in grammar/REFERENCE.md, "Other libraries".
#include <gtest/gtest.h>

#include <cmath>

#include "tests/compiler/scaling/rule_sets.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::compile;
using test::Compiled;
using test::Ids;

constexpr double kLr = 4e-3, kDecay = 0.1, kStd = 0.02, kEps = 1e-8;
constexpr double kWidthMult = 4, kDepthMult = 4;

std::unique_ptr<Compiled> compiled_by(const std::string& file, const std::string& call, const std::string& arguments) {
  return compile(
      test::spec_of({file, call}, "tune @norm, @bias { weight_decay = 0 }\ntarget far { width = 512; depth = 16 }\n",
                    "", arguments),
      "far");
}

void expect_close(double found, double wanted, const std::string& what) {
  EXPECT_LE(std::abs(found - wanted), 1e-12 * std::abs(wanted)) << what << ": " << found << ", not " << wanted;
}

const std::vector<std::string> kMatrices = {"attn.q", "attn.k", "attn.v", "attn.out", "mlp.up", "mlp.down"};

std::string matrix(const std::string& name) {
  return "blocks.*." + name + ".weight";
}

// ---- microsoft/mup ---------------------------------------------------------------------------

/// mup/optim.py, MuAdam: what a parameter group becomes. `infinite` is infshape.ninf().
struct MuAdamW {
  double lr, weight_decay;
  MuAdamW(int infinite, double width_mult) : lr(kLr), weight_decay(kDecay) {
    if (infinite != 2) return;
    lr /= width_mult;
    weight_decay *= width_mult;
  }
};

TEST(MicrosoftMup, ScalesLearningRateAndDecayAlike) {
  const auto ours = compiled_by("mup", "mup()", "mlp_type = \"gelu\"");
  const auto expect = [&](const std::string& path, int infinite) {
    const MuAdamW theirs(infinite, kWidthMult);
    const std::vector<std::int64_t> layers(path.starts_with("blocks") ? 1 : 0, 0);
    expect_close(ours->value(Hp::lr, path, layers), theirs.lr, path);
    if (ours->value(Hp::weight_decay, path, layers) != 0)
      expect_close(ours->value(Hp::weight_decay, path, layers), theirs.weight_decay, path);
  };
  for (const std::string& name : kMatrices) expect(matrix(name), 2);
  expect("embed.weight", 1);
  expect("head.weight", 1);
  expect("norm.gain", 1);
  expect("blocks.*.attn_norm.gain", 1);
}

TEST(MicrosoftMup, InitialisesAndMultipliesAlike) {
  const auto ours = compiled_by("mup", "mup()", "mlp_type = \"gelu\", head_dim = width / 2");
  // mup/init.py, normal_: std / width_mult^0.5 where two dimensions are infinite.
  for (const std::string& name : kMatrices)
    expect_close(ours->value(Hp::init_std, matrix(name), {0}), kStd / std::sqrt(kWidthMult), name);
  // mup/layer.py, MuReadout: forward divides by width_mult, and _rescale_parameters undoes PyTorch's 1 / fan_in^0.5, so
  // the weight's std is the same at every width.
  expect_close(ours->value(Hp::value, "head.mult"), 1 / kWidthMult, "head.mult");
  expect_close(ours->value(Hp::init_std, "head.weight"), kStd, "head.weight");
  // README, "Basic Usage": attention logits are q k / d. Ours are 1 / d^0.5 at the reference, and grow as 1 / d from
  // there.
  const double d = 256, d_reference = 64;
  expect_close(ours->value(Hp::value, "blocks.*.attn.scale", {0}), std::sqrt(d_reference) / d, "attn.scale");
}

TEST(MicrosoftMup, LeavesEpsAsItIs) {
  // MuAdam passes eps through to Adam. A gradient's entries fall as 1 / width, so ours falls with them.
  const auto ours = compiled_by("mup", "mup()", "mlp_type = \"gelu\"");
  expect_close(ours->value(Hp::eps, matrix("mlp.up"), {0}), kEps / kWidthMult, "ours");
  expect_close(ours->value(Hp::eps, "embed.weight"), kEps / kWidthMult, "ours");
}

TEST(MicrosoftMup, TakesADimensionForFixedWhereTwoModelsAgreeInIt) {
  // mup/shape.py, zip_infshape: a dimension is infinite if base and delta model differ in it, so one that happens to be
  // equal in both is silently taken for fixed. Ours are expressions: hidden is 128 here as the width is, and both grow.
  const std::string spec =
      "use std.linear\nuse std.mup\naxis hidden\nmodule Net(vocab) {\n  embed: Embedding(vocab, width)\n"
      "  up: Linear(width, hidden * width)\n  down: Linear(hidden * width, width)\n  head: Unembedding(width, vocab)\n"
      "  forward(tokens) = head(down(relu(up(embed(tokens)))))\n}\nmodel = Net(256)\nparameterization = mup()\n"
      "reference { width = 128; depth = 1; batch = 8 seq; duration = 1M tok; context = 64; hidden = 1 }\n" +
      test::kBase + "target equal { width = 128; hidden = 2 }\n";
  const auto equal = compile(spec, "equal");  // the width is as at the reference
  ASSERT_TRUE(equal->scaled) << ::testing::PrintToString(equal->messages());
  EXPECT_TRUE(equal->tensor("up.weight").tags.contains("hidden"));
  EXPECT_TRUE(equal->tensor("down.weight").tags.contains("hidden"));
  expect_close(equal->value(Hp::lr, "up.weight"), kLr, "its fan-in is the width");
  expect_close(equal->value(Hp::lr, "down.weight"), kLr / 2, "its fan-in doubles");
}

// ---- EleutherAI/nanoGPT-mup, branch completep --------------------------------------------------

/// model.py, GPT.configure_optimizers, with depth_alpha_enabled.
struct NanoGroups {
  double depth_lr, width_lr, eps, outer_eps;  // hidden_adam_eps, emb_unemb_adam_eps (since 3904404)
  explicit NanoGroups(double alpha)
      : depth_lr(std::pow(kDepthMult, alpha - 1)),
        width_lr(1 / kWidthMult),
        eps(kEps * (1 / kWidthMult) * std::pow(kDepthMult, -alpha)),
        outer_eps(kEps * (1 / kWidthMult)) {}
};

const std::string kNano = "mlp_type = \"gelu\", position = \"learned\", qk_norm = false, tied = true";

TEST(NanoGptMup, ScalesLearningRateAndDecayAlike) {
  for (const double alpha : {0.5, 1.0}) {
    const NanoGroups theirs(alpha);
    const auto ours = compiled_by("completep", alpha == 1 ? "completep()" : "completep(alpha = 0.5)", kNano);
    ASSERT_TRUE(ours->scaled) << ::testing::PrintToString(ours->messages());
    for (const std::string path : {"embed.weight", "pos.weight"}) {  // emb_params
      expect_close(ours->value(Hp::lr, path), kLr, path);
      expect_close(ours->value(Hp::weight_decay, path), kDecay, path);
    }
    for (const std::string& name : kMatrices) {  // hidden_weight_params
      expect_close(ours->value(Hp::lr, matrix(name), {0}), kLr * theirs.width_lr * theirs.depth_lr, name);
      expect_close(ours->value(Hp::weight_decay, matrix(name), {0}), kDecay / theirs.width_lr, name);
    }
    const std::string norm = "blocks.*.attn_norm.gain";  // hidden_ln_params
    expect_close(ours->value(Hp::lr, norm, {0}), kLr * theirs.depth_lr, norm);
    EXPECT_EQ(ours->value(Hp::weight_decay, norm, {0}), 0);
    expect_close(ours->value(Hp::lr, "norm.gain"), kLr, "final_ln_params");
  }
}

TEST(NanoGptMup, InitialisesAndMultipliesAlike) {
  for (const double alpha : {0.5, 1.0}) {
    const auto ours = compiled_by("completep", alpha == 1 ? "completep()" : "completep(alpha = 0.5)", kNano);
    // model.py, GPT.__init__: init_std / sqrt(mup_width_multiplier) for c_attn, c_fc, c_proj; _init_weights: init_std
    // else.
    for (const std::string& name : kMatrices)
      expect_close(ours->value(Hp::init_std, matrix(name), {0}), kStd / std::sqrt(kWidthMult), name);
    expect_close(ours->value(Hp::init_std, "embed.weight"), kStd, "wte");
    // model.py, Block: residual_scaling; GPT.forward: x *= mup_output_alpha / mup_width_multiplier.
    for (const std::string mult : {"blocks.*.attn_mult", "blocks.*.mlp_mult"})
      expect_close(ours->value(Hp::value, mult, {0}), 1 / std::pow(kDepthMult, alpha), mult);
    expect_close(ours->value(Hp::value, "head.mult"), 1 / kWidthMult, "head.mult");
  }
}

TEST(NanoGptMup, ScalesEpsAlike) {
  for (const double alpha : {0.5, 1.0}) {
    const NanoGroups theirs(alpha);
    const auto ours =
        compiled_by("completep", alpha == 1 ? "completep()" : "completep(alpha = 0.5)", kNano + ", bias = true");
    for (const std::string& name : kMatrices) expect_close(ours->value(Hp::eps, matrix(name), {0}), theirs.eps, name);
    for (const std::string path : {"blocks.*.attn_norm.gain", "blocks.*.attn.q.offset", "blocks.*.mlp.down.offset"})
      expect_close(ours->value(Hp::eps, path, {0}), theirs.eps, path);
    for (const std::string path : {"embed.weight", "pos.weight", "norm.gain"})
      expect_close(ours->value(Hp::eps, path), theirs.outer_eps, path);
  }
  // Before 3904404 they had the blocks' eps everywhere, and Table 1 of arXiv:2505.01618 has none outside.
  const auto printed = compiled_by("completep", "completep(eps = \"printed\")", kNano);
  expect_close(printed->value(Hp::eps, "pos.weight"), kEps, "pos");
  expect_close(printed->value(Hp::eps, "norm.gain"), kEps, "norm");
}

}  // namespace
}  // namespace cdp::scaling
