// What must hold of every rule set, whatever its numbers: identity, composition, commuting axes, the SDE's constants.
#include <gtest/gtest.h>

#include <cmath>

#include "compiler/base/text.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::compile;
using test::Compiled;
using test::Ids;

const std::string kRuleSets[] = {
    "use std.sp\nparameterization = sp()\n",
    "use std.sp\nparameterization = sp_fan_in()\n",
    "use std.mup\nparameterization = mup()\n",
    "use std.mup\nparameterization = mup_table_3()\n",
    "use std.complete_d_p\nparameterization = complete_d_p()\n",
    "use std.complete_d_p\nparameterization = complete_d_p(alpha = 0.5)\n",
    test::own_rules(
        "  @all { beta1 ^= m_B / m_D; lr *= m_params^-0.2219 * m_D^-0.3509 }\n  @hidden { eps *= m_out^-1 }"),
};
const std::string kTunes =
    "tune embed { lr *= 4; init_std = 1 }\ntune blocks[i] { lr *= along(1.2, 1.0, 0.8) }\n"
    "tune @vector { weight_decay = 0 }\ntune @residual { value = 0.7 }\n";

/// All values in the order of the plan.
std::vector<double> values_of(const Compiled& compiled) {
  std::vector<double> values;
  if (!compiled.scaled) {
    ADD_FAILURE() << ::testing::PrintToString(compiled.messages());
    return values;
  }
  for (const auto* list : {&compiled.scaled->tensors, &compiled.scaled->multipliers})
    for (const auto& instance : *list)
      for (const auto& hp : instance.settings->hps)
        if (hp) values.push_back(hp->value);
  return values;
}

void expect_equal(const std::vector<double>& found, const std::vector<double>& wanted, double tolerance) {
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_LE(std::abs(found[i] - wanted[i]), tolerance * std::abs(wanted[i])) << i;
}

TEST(Invariants, TheReferenceGivesBaseAndTunedValuesExactly) {
  for (const std::string& rules : kRuleSets) {
    const auto plain = compile(test::spec_with(test::own_rules("  @all { lr *= 1 }")) + kTunes);
    const auto ruled = compile(test::spec_with(rules) + kTunes);
    expect_equal(values_of(*ruled), values_of(*plain), 0);
    EXPECT_EQ(ruled->value(Hp::lr, "embed.weight"), 4e-3 * 4);
    EXPECT_EQ(ruled->value(Hp::weight_decay, "norm.gain"), 0);
    EXPECT_EQ(ruled->value(Hp::value, "blocks.*.mlp_mult", {1}), 0.7);
  }
}

TEST(Invariants, AxesCommute) {
  const std::string targets =
      "target wide { width = 512 }\ntarget deep { depth = 16 }\ntarget long { batch = 64 seq; duration = 80M tok }\n"
      "target all { width = 512; depth = 16; batch = 64 seq; duration = 80M tok }\n";
  for (const std::string& rules : kRuleSets) {
    if (rules.find("m_params") != std::string::npos) continue;  // one ratio of two axes
    const std::string spec = test::spec_with(rules) + targets;
    const auto all = compile(spec, "all");
    const auto reference = compile(spec);
    const auto wide = compile(spec, "wide");
    const auto deep = compile(spec, "deep");
    const auto lengthened = compile(spec, "long");
    for (const std::string path : {"embed.weight", "head.weight", "norm.gain", "blocks.*.mlp.up.weight",
                                   "blocks.*.mlp_norm.gain", "blocks.*.attn.q_norm.gain"})
      for (const Hp hp : {Hp::lr, Hp::eps, Hp::weight_decay}) {
        const std::vector<std::int64_t> layers(path.starts_with("blocks") ? 1 : 0, 0);
        const auto ratio = [&](const Compiled& to) {
          return to.value(hp, path, layers) / reference->value(hp, path, layers);
        };
        EXPECT_NEAR(ratio(*all) / (ratio(*wide) * ratio(*deep) * ratio(*lengthened)), 1, 1e-12) << path;
      }
  }
}

std::string setting(const std::string& name, double value) {
  return name + " = " + shortest(value);
}

/// A spec whose reference is where `from` was compiled to, with the values found there.
std::string moved(const Compiled& from, const std::string& rules, const std::string& target) {
  const auto& axes = from.scaled->target;
  std::string spec =
      test::spec_with(rules, "",
                      "reference { " + setting("width", axes.at("width")) + "; " + setting("depth", axes.at("depth")) +
                          "; " + setting("batch", axes.at("batch")) + " seq; " +
                          setting("duration", axes.at("duration")) + " tok; context = 256 }\n");
  for (const auto* list : {&from.scaled->tensors, &from.scaled->multipliers})
    for (const auto& instance : *list) {
      if (!instance.indices.empty() && instance.indices[0] > 0) continue;  // no tunes: all layers are equal
      const bool tensor = list == &from.scaled->tensors;
      const std::string& path =
          tensor ? from.model->tensors[instance.part].path : from.model->multipliers[instance.part].path;
      spec += "tune " + path + " { ";
      for (const auto& row : sema::kHyperparameters)
        if (const auto& found = instance.settings->at(row.hp))
          spec += setting(std::string(row.name), found->value) + "; ";
      spec += "}\n";
    }
  return spec + target;
}

TEST(Invariants, GoingByWayOfAnotherScaleIsGoingStraight) {
  const std::string b = "target b { width = 256; depth = 8; batch = 64 seq; duration = 40M tok }\n";
  const std::string c = "target c { width = 1024; depth = 12; batch = 128 seq; duration = 200M tok }\n";
  for (const std::string& rules : kRuleSets) {
    const auto straight = compile(test::spec_with(rules) + b + c, "c");
    const auto half_way = compile(test::spec_with(rules) + b + c, "b");
    const auto second = compile(moved(*half_way, rules, c), "c");
    expect_equal(values_of(*second), values_of(*straight), 1e-12);
  }
}

TEST(Invariants, TheSdeRuleKeepsItsConstants) {
  const std::string targets =
      "target more_steps { duration = 80M tok }\ntarget bigger_batch { batch = 64 seq; duration = 40M tok }\n";
  const std::string spec = test::spec_with("use std.complete_d_p\nparameterization = complete_d_p()\n", "",
                                           "reference { width = 128; depth = 4; batch = 32 seq; duration = 2000 * 32 * "
                                           "256 tok; context = 256 }\n") +
                           "target a { duration = 16000 * 32 * 256 tok }\n"
                           "target b { batch = 64 seq; duration = 4000 * 32 * 256 tok }\n"
                           "target c { batch = 64 seq; duration = 16000 * 32 * 256 tok }\n";
  const auto reference = compile(spec);
  for (const std::string target : {"a", "b", "c"}) {
    const auto compiled = compile(spec, target);
    for (const std::string path : {"embed.weight", "head.weight", "norm.gain"}) {
      const auto constants = [&](const Compiled& at) {
        const double lr = at.value(Hp::lr, path);
        const auto steps = static_cast<double>(at.scaled->target.steps());
        return std::pair(lr * lr * steps, lr * at.value(Hp::weight_decay, path) * steps);
      };
      EXPECT_NEAR(constants(*compiled).first / constants(*reference).first, 1, 1e-12) << target;
      EXPECT_NEAR(constants(*compiled).second / constants(*reference).second, 1, 1e-12) << target;
    }
  }
}

TEST(Invariants, WidthKeepsLearningRateTimesWeightDecay) {
  for (const std::string& rules : kRuleSets) {
    if (rules.find("mup") == std::string::npos && rules.find("complete") == std::string::npos) continue;
    const std::string spec = test::spec_with(rules) + "target wide { width = 1024 }\n";
    const auto reference = compile(spec);
    const auto wide = compile(spec, "wide");
    for (const std::string path : {"embed.weight", "head.weight"})
      EXPECT_NEAR(wide->value(Hp::lr, path) * wide->value(Hp::weight_decay, path),
                  reference->value(Hp::lr, path) * reference->value(Hp::weight_decay, path), 1e-15)
          << path;
  }
}

}  // namespace
}  // namespace cdp::scaling
