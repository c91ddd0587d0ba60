// Values with their chains of reasons, domains, clamps, and the order of the unfolded model.
#include "compiler/scaling/settings.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::compile;
using test::Ids;
using test::kSpec;
using test::own_rules;
using test::spec_with;

TEST(Settings, UnfoldLayerByLayer) {
  const auto compiled = compile(kSpec);
  ASSERT_TRUE(compiled->scaled);
  const auto& tensors = compiled->scaled->tensors;
  EXPECT_EQ(tensors.size(), 4 * 11 + 3U);
  EXPECT_EQ(compiled->scaled->multipliers.size(), 4 * 3 + 1U);
  EXPECT_EQ(compiled->model->tensors[tensors.front().part].path, "embed.weight");
  EXPECT_EQ(compiled->model->tensors[tensors.back().part].path, "head.weight");
  std::int64_t layer = 0;
  for (const auto& instance : tensors) {
    if (instance.indices.empty()) continue;
    EXPECT_GE(instance.indices[0], layer);
    layer = instance.indices[0];
  }
}

TEST(Settings, AreSharedByLayersThatAreEqual) {
  const auto different = [](const std::string& tunes) {
    const auto compiled = compile(kSpec + tunes);
    std::set<const Settings*> found;
    for (const auto& instance : compiled->scaled->tensors)
      if (compiled->model->tensors[instance.part].path == "blocks.*.mlp.up.weight")
        found.insert(instance.settings.get());
    return found.size();
  };
  EXPECT_EQ(different(""), 1U);
  EXPECT_EQ(different("tune blocks[0] { lr *= 2 }\n"), 2U);
  EXPECT_EQ(different("tune blocks[i] { lr *= along(1, 2) }\n"), 4U);
}

TEST(Settings, UnfoldStacksInStacks) {
  const auto compiled =
      compile(test::toy("  blocks: depth * Layer(width)\n  forward(tokens) = head(blocks(embed(tokens)))\n",
                        "module Layer(width) {\n  norm: RmsNorm(width)\n  parts: 3 * Linear(width, width)\n"
                        "  forward(x) = parts(norm(x))\n}\n") +
              "tune blocks[1].parts[i] { lr *= 1 + i / depth_of(blocks.parts) }\n");
  ASSERT_EQ(compiled->messages(), Ids{});
  EXPECT_EQ(compiled->scaled->tensors.size(), 2 + 4 * (1 + 3U));
  EXPECT_DOUBLE_EQ(compiled->value(Hp::lr, "blocks.*.parts.*.weight", {1, 2}), 4e-3 * (1 + 2.0 / 3));
  EXPECT_EQ(compiled->value(Hp::lr, "blocks.*.parts.*.weight", {2, 2}), 4e-3);
}

TEST(Settings, RecordTheirReasons) {
  const auto compiled = compile(
      kSpec + "tune embed { lr *= 4 }\ntarget wide { width = 512; batch = 128 seq; duration = 40M tok }\n", "wide");
  const auto& chain = compiled->at("embed.weight").at(Hp::lr)->chain;
  ASSERT_EQ(chain.size(), 3U);
  EXPECT_EQ(chain[0].written->text, "lr = 4e-3");
  EXPECT_EQ(chain[0].factor, 4e-3);
  EXPECT_EQ(chain[1].written->text, "lr *= 4");
  EXPECT_EQ(chain[1].after, 16e-3);
  EXPECT_EQ(chain[2].written->text, "lr *= m_B^batch_exponent * m_D^-duration_exponent");
  EXPECT_EQ(chain[2].factor, 1);
  double value = 1;
  for (const auto& reason : compiled->at("head.weight").at(Hp::lr)->chain) value *= reason.factor;
  EXPECT_DOUBLE_EQ(value, compiled->value(Hp::lr, "head.weight")) << "the factors multiply to the value";
}

TEST(Settings, SayWhatEachReasonDid) {
  const std::string rules =
      own_rules("  @all { 1 - beta1 *= m_B; beta2 ^= m_B; lr *= m_B }\n  @all { lr <= 0.01; beta1 >= 0.5 }");
  const auto compiled = compile(spec_with(rules) + "tune embed { lr *= 2 }\ntarget four { batch = 128 seq }\n", "four");
  const auto effects = [&](Hp hp) {
    std::vector<plan::Effect> found;
    for (const Reason& reason : compiled->at("embed.weight").at(hp)->chain) found.push_back(reason.written->effect);
    return found;
  };
  using plan::Effect;
  EXPECT_EQ(effects(Hp::lr), (std::vector{Effect::kSet, Effect::kMultiply, Effect::kMultiply, Effect::kClamp}));
  EXPECT_EQ(effects(Hp::beta1), (std::vector{Effect::kSet, Effect::kComplement})) << "0.6: the bound does not act";
  EXPECT_EQ(effects(Hp::beta2), (std::vector{Effect::kSet, Effect::kPower}));
}

TEST(Settings, BeginTheChainAtTheLastSetting) {
  const auto compiled = compile(kSpec + "tune embed { lr *= 4; lr = 1e-3 }\n");
  EXPECT_EQ(compiled->at("embed.weight").at(Hp::lr)->chain.front().written->text, "lr = 1e-3");
}

TEST(Settings, GiveMultipliersTheirValueAtTheReference) {
  const auto compiled =
      compile(spec_with(test::kRulesLine, "head_dim = width / 2") + "target wide { width = 512 }\n", "wide");
  ASSERT_EQ(compiled->messages(), Ids{});
  const auto& scale = *compiled->at("blocks.*.attn.scale", {0}).at(Hp::value);
  EXPECT_EQ(scale.chain.front().factor, 0.125) << "64^-0.5, though the head is 256 wide here";
  EXPECT_EQ(scale.value, 0.125 / 4);
  EXPECT_FALSE(compiled->at("norm.gain").at(Hp::init_std)) << "gains start at one";
}

TEST(Settings, ScaleComplementsAndPowers) {
  const std::string target = "target half { duration = 20M tok }\n";
  const auto linear = compile(spec_with(own_rules("  @all { 1 - beta1 *= m_B / m_D }")) + target, "half");
  EXPECT_DOUBLE_EQ(linear->value(Hp::beta1, "embed.weight"), 0.95);
  const auto power = compile(spec_with(own_rules("  @all { beta1 ^= m_B / m_D }")) + target, "half");
  EXPECT_DOUBLE_EQ(power->value(Hp::beta1, "embed.weight"), std::sqrt(0.9));
}

TEST(Settings, RefuseProductsAfterPowers) {
  const auto after = compile(spec_with(own_rules("  @all { beta1 ^= m_B }\n  @all { beta1 *= m_D }")));
  EXPECT_EQ(after->ids(), Ids{"E0416"});
  EXPECT_EQ(after->noted(), Ids{"beta1 ^= m_B"});
  EXPECT_EQ(compile(spec_with(own_rules("  @all { beta1 ^= m_B }\n  @all { 1 - beta1 *= m_D }")))->ids(), Ids{"E0416"});
  EXPECT_EQ(compile(spec_with(own_rules("  @all { beta1 ^= m_B }\n  @all { beta1 ^= m_D }")))->ids(), Ids{});
  EXPECT_EQ(compile(spec_with(own_rules("  @all { beta1 *= m_B }\n  @all { beta1 ^= m_D }")))->ids(), Ids{});
}

TEST(Settings, HoldBaseValuesInTheirDomain) {
  EXPECT_EQ(compile(kSpec + "tune embed { beta1 = 1 }\n")->messages(),
            Ids{"`beta1` must be at least 0 and below 1, found 1"});
  EXPECT_EQ(compile(kSpec + "tune embed { lr *= -1 }\n")->messages(), Ids{"`lr` must be 0 or more, found -0.004"});
  EXPECT_EQ(compile(kSpec + "tune blocks[i] { lr *= i - 1 }\n")->ids(), Ids{"E0409"}) << "once, not in every tensor";
  EXPECT_EQ(compile(kSpec + "tune @residual { value = -2 }\n")->ids(), Ids{}) << "multipliers may be negative";
}

TEST(Settings, OnlyAWrittenBoundChangesAValue) {
  const std::string rules =
      own_rules("  @all { 1 - beta1 *= m_B; 1 - beta2 *= m_B; lr *= m_B }\n  @all { beta2 >= 0.9; lr <= 0.01 }");
  const std::string targets = "target four { batch = 128 seq }\ntarget two { batch = 64 seq }\n";
  const auto four = compile(spec_with(rules) + targets, "four");
  ASSERT_TRUE(four->scaled) << ::testing::PrintToString(four->messages());
  EXPECT_EQ(four->ids(), Ids{});
  EXPECT_NEAR(four->value(Hp::beta1, "embed.weight"), 0.6, 1e-15) << "no bound, and in its range";
  EXPECT_EQ(four->value(Hp::beta2, "embed.weight"), 0.9);
  EXPECT_EQ(four->value(Hp::lr, "embed.weight"), 0.01);
  const auto& chain = four->at("embed.weight").at(Hp::beta2)->chain;
  ASSERT_EQ(chain.size(), 3U);
  EXPECT_EQ(chain[2].written->text, "beta2 >= 0.9");
  EXPECT_EQ(chain[2].factor, 0.9);
  EXPECT_EQ(chain[2].after, 0.9);
  EXPECT_NEAR(chain[1].after, 0.8, 1e-15);
  const auto two = compile(spec_with(rules) + targets, "two");
  EXPECT_EQ(two->value(Hp::beta2, "embed.weight"), 0.9) << "1 - 0.05 * 2";
  EXPECT_EQ(two->at("embed.weight").at(Hp::lr)->chain.size(), 2U) << "a bound that does not act is no reason";
}

TEST(Settings, BoundsActAfterAllRulesWhereverTheyStand) {
  const auto text = [](const std::string& call) {
    return spec_with(
               "rules inner(cap = 1) {\n  @hidden { lr <= cap }\n  @all { lr *= m_B }\n}\n"
               "rules outer() extends inner(cap = 0.006) { @all { lr *= m_D } }\nparameterization = " +
               call + "\n") +
           "target big { batch = 64 seq; duration = 20M tok }\n";
  };
  EXPECT_EQ(compile(text("outer()"), "big")->value(Hp::lr, "embed.weight"), 4e-3 * 4);
  EXPECT_EQ(compile(text("outer()"), "big")->value(Hp::lr, "blocks.*.mlp.up.weight", {0}), 0.006);
  EXPECT_EQ(compile(text("inner()"), "big")->value(Hp::lr, "blocks.*.mlp.up.weight", {0}), 4e-3 * 2);
}

TEST(Settings, ABoundBringsAValueBackIntoItsRange) {
  const auto hot = compile(
      spec_with(own_rules("  @all { 1 - beta1 *= m_B; beta1 >= 0.5 }")) + "target hot { batch = 512 seq }\n", "hot");
  EXPECT_EQ(hot->ids(), Ids{});
  EXPECT_EQ(hot->value(Hp::beta1, "embed.weight"), 0.5);
}

TEST(Settings, BaseAndTunedValuesLieWithinTheBounds) {
  const std::string rules = own_rules("  @all { lr *= m_B; lr <= 0.01 }");
  const auto base = compile(spec_with(own_rules("  @all { lr *= m_B; lr <= 1e-3 }")));
  EXPECT_EQ(base->messages(),
            Ids{"`lr` of `embed.weight` is 0.004 at the reference, outside of the bound `lr <= 1e-3`; change one "
                "of the two"});
  EXPECT_EQ(base->noted(), Ids{"lr <= 1e-3"});
  EXPECT_EQ(compile(spec_with(rules))->ids(), Ids{});
  EXPECT_EQ(compile(spec_with(rules) + "tune embed { lr *= 4 }\n")->ids(), Ids{"E0462"});
  EXPECT_EQ(compile(spec_with(rules) + "tune blocks[i] { lr *= 1 + i }\n")->ids(), Ids{"E0462"})
      << "once, not in every tensor";
}

TEST(Settings, RefuseWhatIsNotFinite) {
  const auto huge =
      compile(spec_with(own_rules("  @all { lr *= m_B^2000 }")) + "target big { batch = 64 seq }\n", "big");
  EXPECT_EQ(huge->ids(), Ids{"E0425"}) << "once for all tensors, at the target";
  EXPECT_TRUE(huge->messages()[0].starts_with("at `big` the rules take `lr` for `embed.weight`, "))
      << huge->messages()[0];
  EXPECT_FALSE(huge->scaled);
}

TEST(Settings, StayBoundedInDepth) {
  const auto deep = compile(kSpec + "tune blocks[i] { lr *= along(1, 2) }\ntarget deep { depth = 100000 }\n", "deep");
  ASSERT_TRUE(deep->scaled);
  EXPECT_EQ(deep->scaled->tensors.size(), 11 * 100'000 + 3U);
  EXPECT_EQ(deep->at("blocks.*.mlp.up.weight", {99'999}).at(Hp::lr)->chain[1].factor, 2);
}

}  // namespace
}  // namespace cdp::scaling
