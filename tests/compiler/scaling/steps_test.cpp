// Which settings reach which tensor, and with what factor.
#include "compiler/scaling/steps.h"

#include <gtest/gtest.h>

#include "compiler/base/text.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::compile;
using test::Ids;
using test::kSpec;
using test::own_rules;
using test::spec_with;

/// lr over the base value at the reference.
double tuned(const std::string& tunes, const std::string& path, const std::vector<std::int64_t>& layers = {}) {
  const auto compiled = compile(kSpec + tunes);
  EXPECT_EQ(compiled->messages(), Ids{}) << tunes;
  return compiled->scaled ? compiled->value(Hp::lr, path, layers) / 4e-3 : 0;
}

Ids ids_of(const std::string& tunes) {
  return compile(kSpec + tunes)->ids();
}

const std::string kUp = "blocks.*.mlp.up.weight";

TEST(StepBuilder, ActInTheOrderOfTheSpec) {
  EXPECT_EQ(tuned("tune embed { lr *= 4 }\ntune embed { lr *= 0.5 }\n", "embed.weight"), 2);
  EXPECT_EQ(tuned("tune embed { lr *= 4 }\ntune @input { lr = 8e-3 }\n", "embed.weight"), 2) << "a later `=` wins";
  EXPECT_EQ(tuned("tune @all { lr = 8e-3; lr *= 2 }\n", "embed.weight"), 4);
  EXPECT_EQ(tuned("tune blocks { lr *= 2 }\ntune blocks[0] { lr *= 3 }\n", kUp, {0}), 6);
  EXPECT_EQ(tuned("tune blocks { lr *= 2 }\ntune blocks[0] { lr *= 3 }\n", kUp, {1}), 2);
  EXPECT_EQ(tuned("tune blocks[0], blocks[-1] { lr *= 3 }\n", kUp, {3}), 3);
}

TEST(StepBuilder, KnowIndicesAndLengths) {
  EXPECT_EQ(tuned("tune blocks[i] { lr *= 1 + i / depth_of(blocks) }\n", kUp, {3}), 1.75);
  EXPECT_EQ(tuned("tune embed { lr *= depth_of(blocks) }\n", "embed.weight"), 4);
  EXPECT_EQ(tuned("tune blocks[i] { lr *= if i < 2 then 2 else 3 }\n", kUp, {1}), 2);
  EXPECT_EQ(tuned("tune embed { lr *= width / 64 }\n", "embed.weight"), 2) << "sizes are those of the reference";
  EXPECT_EQ(ids_of("tune embed { lr *= depth_of(bloks) }\n"), Ids{"E0421"});
  EXPECT_EQ(ids_of("tune embed { lr *= depth_off(blocks) }\n"), Ids{"E0208"});
}

TEST(StepBuilder, RunAlongAStack) {
  EXPECT_EQ(tuned("tune blocks[i] { lr *= along(1, 3) }\n", kUp, {0}), 1);
  EXPECT_NEAR(tuned("tune blocks[i] { lr *= along(1, 4) }\n", kUp, {2}), 3, 1e-12);
  EXPECT_EQ(tuned("tune blocks.*.mlp { lr *= 2 * along(1, 3) }\n", kUp, {3}), 6);
  EXPECT_EQ(tuned("tune blocks[i] { lr *= along(5) }\n", kUp, {2}), 5);
  EXPECT_EQ(tuned("tune **.mlp { lr *= along(1, 3) }\n", kUp, {3}), 3);
  EXPECT_EQ(ids_of("tune embed { lr *= along(1, 2) }\n"), Ids{"E0406"});
  EXPECT_EQ(ids_of("tune blocks[i] { lr *= along() }\n"), Ids{"E0407"});
}

TEST(StepBuilder, RunAlongOneLayerAtItsBeginning) {
  const auto one = compile(kSpec + "tune blocks[i] { lr *= along(5, 7) }\ntarget flat { depth = 1 }\n", "flat");
  ASSERT_TRUE(one->scaled);
  EXPECT_EQ(one->at(kUp, {0}).at(Hp::lr)->chain[1].factor, 5);
}

TEST(StepBuilder, RefuseWhatHasNoEffect) {
  EXPECT_EQ(ids_of("tune blocks.*.mpl { lr *= 1.3 }\n"), Ids{"E0401"});
  EXPECT_EQ(ids_of("tune @norm { init_std = 0.5 }\n"), Ids{"E0404"});
  EXPECT_EQ(ids_of("tune embed { value = 2 }\n"), Ids{"E0404"});
  EXPECT_EQ(ids_of("tune @residual { lr = 2 }\n"), Ids{"E0404"});
  EXPECT_EQ(ids_of("tune embed { beta1 ^= 2; lrr = 1 }\n"), (Ids{"E0405", "E0238"}));
  EXPECT_EQ(ids_of("tune embed { beta1 >= 0.5; lr <= 1 }\n"), (Ids{"E0405", "E0405"})) << "bounds belong to rules";
}

TEST(StepBuilder, OneOfTheLanguagesTagsIsEnough) {
  EXPECT_EQ(ids_of("tune @norm, @bias { weight_decay = 0 }\n"), Ids{}) << "this model has no bias";
  EXPECT_EQ(ids_of("tune @bias, @norm { weight_decay = 0 }\n"), Ids{});
  EXPECT_EQ(ids_of("tune @block@norm, @block@bias, @router { weight_decay = 0 }\n"), Ids{});
  EXPECT_EQ(ids_of("tune embed, @norm, @bias { weight_decay = 0 }\n"), Ids{});
  EXPECT_EQ(ids_of("tune @bias { weight_decay = 0 }\n"), Ids{"E0403"});
  EXPECT_EQ(ids_of("tune @bias, @router { weight_decay = 0 }\n"), (Ids{"E0403", "E0403"})) << "none of them";
  EXPECT_EQ(ids_of("tune embed, @bias { weight_decay = 0 }\n"), Ids{"E0403"}) << "a path is no tag";
  EXPECT_EQ(ids_of("tune @norm, blocks.**@bias { weight_decay = 0 }\n"), Ids{"E0403"})
      << "a path says that it is there";
  EXPECT_EQ(ids_of("tune @norm, @biass { weight_decay = 0 }\n"), Ids{"E0402"});
  EXPECT_EQ(ids_of("tune @norm, blocks.*.mpl { weight_decay = 0 }\n"), Ids{"E0401"});
}

/// `tune @norm, @bias { weight_decay = 0 }` leaves decay on matrices, tables and learned positions and nowhere else.
TEST(StepBuilder, TheIdiomExemptsAllGainsAndBiases) {
  struct Model {
    std::string uses, call, task = {};
  };
  const std::string token = "vocab = 256, context = context";
  const std::vector<Model> models = {
      {"gpt", "Gpt(width, depth, " + token + ")"},
      {"gpt",
       "Gpt(width, depth, " + token + ", bias = true, norm_type = \"layer\", position = \"learned\", tied = true)"},
      {"gpt", "Gpt(width, depth, " + token + ", kv_heads = 1, order = \"post\")"},
      {"gpt2", "Gpt2(width, depth, context = context)"},
      {"llama", "Llama(width, depth, vocab = 256, head_dim = 64, hidden = 4 * width)"},
      {"moe", "Moe(width, depth, vocab = 256)"},
      {"tabular", "MlpClassifier(width, depth, features = 4, classes = 3)", "classify"},
      {"tabular", "MlpRegressor(width, depth, features = 4)", "regress"},
      {"vit", "Vit(width, depth, features = 64, classes = 10, patch = 2)", "classify"}};
  for (const auto& [uses, call, task] : models) {
    const std::string context = task.empty() ? "; context = 256" : "";
    const auto compiled =
        compile("use std." + uses + "\nuse std.sp\nmodel = " + call +
                "\nparameterization = sp()\nreference { width = 256; depth = 2; batch = 32 seq; duration = "
                "1000 steps" +
                context + " }\n" + test::kBase + (task.empty() ? "" : "training { task = " + task + " }\n") +
                "tune @norm, @bias { weight_decay = 0 }\n");
    ASSERT_TRUE(compiled->scaled) << call << ::testing::PrintToString(compiled->messages());
    std::size_t exempt = 0;
    for (const auto& instance : compiled->scaled->tensors) {
      const model::Tensor& tensor = compiled->model->tensors[instance.part];
      const double decay = instance.settings->at(Hp::weight_decay)->value;
      EXPECT_EQ(decay, tensor.contracted ? 0.1 : 0) << call << " " << tensor.path;
      exempt += decay == 0 ? 1 : 0;
    }
    EXPECT_GT(exempt, 2U) << call;
  }
}

TEST(StepBuilder, HoldIndicesAgainstTheTarget) {
  EXPECT_EQ(ids_of("tune blocks[4] { lr *= 2 }\n"), Ids{"E0408"});
  EXPECT_EQ(ids_of("tune blocks[-5] { lr *= 2 }\n"), Ids{"E0408"});
  EXPECT_EQ(ids_of("tune blocks[2..7] { lr *= 2 }\n"), Ids{"E0408"});
  EXPECT_EQ(ids_of("tune blocks[3..1] { lr *= 2 }\n"), Ids{"E0429"});
  EXPECT_EQ(ids_of("tune blocks[-1..1] { lr *= 2 }\n"), Ids{"E0429"});
  EXPECT_EQ(ids_of("tune blocks[-4..3] { lr *= 2 }\n"), Ids{});
  const auto shallow = compile(kSpec + "tune blocks[3] { lr *= 2 }\ntarget flat { depth = 2 }\n", "flat");
  EXPECT_EQ(shallow->messages(), Ids{"stack `blocks` has 2 layers at `flat`; there is no index 3"});
}

TEST(StepBuilder, NeedAllBaseValues) {
  const auto some =
      compile(test::kModelLine + test::kRulesLine + test::kReference + "base { lr = 1e-3; beta1 = 0.9 }\n");
  EXPECT_EQ(some->messages(), (Ids{"`base` lacks `beta2`", "`base` lacks `eps`", "`base` lacks `init_std`",
                                   "`base` lacks `weight_decay`"}));
}

TEST(StepBuilder, UseATensorsOwnRatios) {
  const std::string target = "target wide { width = 512 }\n";
  const auto factor = [&](const std::string& rule, const std::string& path,
                          const std::vector<std::int64_t>& layers = {}) {
    const auto compiled = compile(spec_with(own_rules(rule)) + target, "wide");
    EXPECT_EQ(compiled->messages(), Ids{}) << rule;
    return compiled->scaled ? compiled->value(Hp::lr, path, layers) / 4e-3 : 0;
  };
  EXPECT_EQ(factor("  @input { lr *= m_in^-1 * m_out }", "embed.weight"), 4) << "the vocabulary does not grow";
  EXPECT_EQ(factor("  @output { lr *= m_in^-1 * m_out }", "head.weight"), 0.25);
  EXPECT_EQ(factor("  @hidden { lr *= m_in / m_out }", kUp, {0}), 1);
  EXPECT_EQ(factor("  @vector { lr *= m_out }", "norm.gain"), 4);
  const auto none = compile(spec_with(own_rules("  @vector { lr *= m_in }")) + target, "wide");
  EXPECT_EQ(none->ids(), (Ids(3, "E0415")));
}

TEST(StepBuilder, KeepTheRatiosThatARuleReads) {
  const auto compiled =
      compile(spec_with(own_rules("  let k = m_batch / m_duration\n"
                                  "  @hidden { lr *= m_width * m_N^-3 * m_in^0.5; eps *= m_L^(1 - 1) }\n"
                                  "  @all { weight_decay *= k^0.25 * m_context * m_params^-0.1 }")) +
                  "target wide { width = 512; batch = 128 seq; duration = 20M tok }\n",
              "wide");
  ASSERT_EQ(compiled->messages(), Ids{});
  const auto read = [&](Hp hp) {
    std::vector<std::string> texts;
    for (const RatioRead& ratio : compiled->at("blocks.*.mlp.down.weight", {0}).at(hp)->chain.back().written->ratios)
      texts.push_back(ratio.name + " " + shortest(ratio.value) + " ^ " + shortest(ratio.exponent));
    return texts;
  };
  EXPECT_EQ(read(Hp::lr), (Ids{"m_in 4 ^ 0.5", "m_N 4 ^ -2"})) << "one name for m_N and m_width";
  EXPECT_EQ(read(Hp::eps), Ids{}) << "nothing is read for an exponent of 0";
  EXPECT_EQ(read(Hp::beta1), Ids{}) << "a base value";
  const Ids decay = read(Hp::weight_decay);
  ASSERT_EQ(decay.size(), 4U);
  EXPECT_EQ(decay[0], "m_B 4 ^ 0.25");
  EXPECT_EQ(decay[1], "m_context 1 ^ 1");
  EXPECT_EQ(decay[2], "m_D 2 ^ -0.25");
  EXPECT_TRUE(decay[3].starts_with("m_params 1") && decay[3].ends_with(" ^ -0.1")) << decay[3];
}

TEST(StepBuilder, CallEveryEffectByItsNameInThePlan) {
  EXPECT_EQ(effect_in_plan(Effect::kSet), plan::Effect::kSet);
  EXPECT_EQ(effect_in_plan(Effect::kMultiply), plan::Effect::kMultiply);
  EXPECT_EQ(effect_in_plan(Effect::kPower), plan::Effect::kPower);
  EXPECT_EQ(effect_in_plan(Effect::kComplement), plan::Effect::kComplement);
  EXPECT_EQ(effect_in_plan(Effect::kAtLeast), plan::Effect::kClamp);
  EXPECT_EQ(effect_in_plan(Effect::kAtMost), plan::Effect::kClamp);
}

TEST(StepBuilder, SeeTheBatchInTokens) {
  const auto compiled = compile(
      spec_with(own_rules("  @all { lr *= m_B }")) + "target long { context = 1024; batch = 16 seq }\n", "long");
  EXPECT_EQ(compiled->value(Hp::lr, "embed.weight"), 8e-3);
}

TEST(StepBuilder, CountParametersWithoutEmbeddings) {
  const auto compiled =
      compile(spec_with(own_rules("  @all { lr *= m_params }")) + "target deep { depth = 8 }\n", "deep");
  const double block = 16.0 * 128 * 128 + 2 * 128 + 2 * 64;
  EXPECT_DOUBLE_EQ(compiled->value(Hp::lr, "embed.weight") / 4e-3, (8 * block + 128) / (4 * block + 128));
}

TEST(StepBuilder, AreExactWhereBatchAndDurationGrowAlike) {
  const auto compiled = compile(test::kSpec + "target both { batch = 96 seq; duration = 30M tok }\n", "both");
  EXPECT_EQ(compiled->value(Hp::lr, "embed.weight"), 4e-3);
  EXPECT_EQ(compiled->value(Hp::eps, kUp, {0}), 1e-8);
}

TEST(StepBuilder, FoldWhiteSpaceInTexts) {
  EXPECT_EQ(folded("lr  *=\n\t 2"), "lr *= 2");
}

/// A spec whose base is the given one and whose rules act on everything.
std::unique_ptr<test::Compiled> under(const std::string& optimizer, const std::string& base,
                                      const std::string& tunes = "") {
  return compile("use std.gpt\nmodel = Gpt(width, depth, vocab = 256, context = context)\n" +
                     own_rules("  @all { lr *= m_D^-0.5; eps *= m_D; 1 - beta2 *= m_B }") + test::kReference +
                     "base { " + base + "init_std = 0.02 }\ntraining { optimizer = " + optimizer + " }\n" + tunes +
                     "target long { duration = 40M tok }\n",
                 "long");
}

TEST(StepBuilder, GiveTensorsWhatTheirOptimizerHas) {
  const auto sgd = under("sgd", "lr = 1e-2; beta1 = 0.9; weight_decay = 0; ");
  ASSERT_EQ(sgd->messages(), Ids{}) << "rules about what it lacks do not act";
  EXPECT_EQ(sgd->value(Hp::lr, kUp, {0}), 0.5e-2);
  EXPECT_FALSE(sgd->at(kUp, {0}).at(Hp::eps));
  EXPECT_FALSE(sgd->at(kUp, {0}).at(Hp::beta2));
  const auto muon = under("muon", "lr = 1e-2; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0; ");
  ASSERT_EQ(muon->messages(), Ids{});
  EXPECT_FALSE(muon->at(kUp, {0}).at(Hp::eps));
  EXPECT_EQ(muon->value(Hp::eps, "embed.weight"), 4e-8);
}

TEST(StepBuilder, NeedWhatAnOptimizerHasAndRefuseWhatNoneReads) {
  EXPECT_EQ(under("lion", "lr = 1e-4; beta1 = 0.9; weight_decay = 0; ")->messages(), Ids{"`base` lacks `beta2`"});
  EXPECT_EQ(under("sgd", "lr = 1e-2; beta1 = 0.9; eps = 1e-8; weight_decay = 0; ")->messages(),
            Ids{"no tensor has `eps` here: `sgd` has `lr`, `beta1` and `weight_decay`; leave the line out"});
  const std::string all = "lr = 1e-2; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0; ";
  EXPECT_EQ(under("muon", all, "tune @hidden { eps *= 2 }\n")->messages(),
            Ids{"no selected tensor has `eps` here: `muon` has `lr`, `beta1` and `weight_decay`; leave the line "
                "out"});
  EXPECT_EQ(under("muon", all, "tune @all { eps *= 2 }\n")->messages(), Ids{}) << "some tensors have it";
}

}  // namespace
}  // namespace cdp::scaling
