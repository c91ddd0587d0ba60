// What must hold of every rule set, whatever its numbers: identity, composition, commuting axes, the SDE's constants.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "compiler/base/text.h"
#include "tests/compiler/scaling/rule_sets.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::compile;
using test::Compiled;
using test::Ids;
using test::RuleSetCase;
using test::spec_of;

const std::string kTunes =
    "tune embed { lr *= 4; init_std = 1 }\ntune blocks[i] { lr *= along(1.2, 1.0, 0.8) }\n"
    "tune @hidden { weight_decay = 0 }\ntune @residual { value = 0.7 }\n";

class EveryRuleSet : public ::testing::TestWithParam<RuleSetCase> {};
INSTANTIATE_TEST_SUITE_P(Library, EveryRuleSet, ::testing::ValuesIn(test::rule_set_cases()), [](const auto& tested) {
  std::string name;
  for (const char c : tested.param.call + tested.param.training)
    if (std::isalnum(static_cast<unsigned char>(c))) name += c;
  return name;
});

TEST(Invariants, AreTestedForEveryRuleSetOfTheLibrary) {
  std::set<std::string> listed, declared;
  for (const RuleSetCase& tested : test::rule_set_cases()) listed.insert(tested.name());
  for (const auto& [path, text] : stdlib::files()) {
    const auto checked = test::check(text);
    for (const auto& statement : checked->program.root().ast.statements)
      if (const auto* rules = std::get_if<syntax::Rules>(&statement.node)) {
        declared.insert(rules->name.text);
        EXPECT_NE(statement.doc, "") << rules->name.text << " says where it comes from";
      }
  }
  EXPECT_EQ(listed, declared);
}

/// The values of each tensor and multiplier in the first layer, by "path hyperparameter".
std::map<std::string, double> first_layer(const Compiled& compiled) {
  std::map<std::string, double> values;
  if (!compiled.scaled) {
    ADD_FAILURE() << ::testing::PrintToString(compiled.messages());
    return values;
  }
  const auto add = [&](const std::string& path, const Instance& instance) {
    if (std::any_of(instance.indices.begin(), instance.indices.end(), [](auto index) { return index > 0; })) return;
    for (const auto& row : sema::kHyperparameters)
      if (const auto& found = instance.settings->at(row.hp)) values[path + " " + std::string(row.name)] = found->value;
  };
  for (const auto& instance : compiled.scaled->tensors) add(compiled.model->tensors[instance.part].path, instance);
  for (const auto& instance : compiled.scaled->multipliers)
    add(compiled.model->multipliers[instance.part].path, instance);
  return values;
}

void expect_equal(const std::map<std::string, double>& found, const std::map<std::string, double>& wanted,
                  double tolerance) {
  ASSERT_EQ(found.size(), wanted.size());
  for (const auto& [what, value] : wanted)
    EXPECT_LE(std::abs(found.at(what) - value), tolerance * std::abs(value)) << what << " " << found.at(what);
}

TEST_P(EveryRuleSet, GivesBaseAndTunedValuesExactlyAtTheReference) {
  const auto compiled = compile(spec_of(GetParam(), kTunes));
  ASSERT_TRUE(compiled->scaled) << ::testing::PrintToString(compiled->messages());
  for (const auto* list : {&compiled->scaled->tensors, &compiled->scaled->multipliers})
    for (const auto& instance : *list)
      for (const auto& hp : instance.settings->hps) {
        if (!hp) continue;
        double before_rules = 0;
        for (const Reason& reason : hp->chain)
          if (!reason.written->source) before_rules = reason.after;
        EXPECT_EQ(hp->value, before_rules) << hp->chain.back().written->text;
      }
  const auto values = first_layer(*compiled);
  EXPECT_EQ(values.at("embed.weight lr"), 4e-3 * 4);
  EXPECT_EQ(values.at("embed.weight init_std"), 1);
  EXPECT_EQ(values.at("blocks.*.mlp_mult value"), 0.7);
}

TEST_P(EveryRuleSet, LetsAxesCommute) {
  const RuleSetCase& tested = GetParam();
  if (tested.by_size) return;  // m_params is one ratio of two axes
  const std::string spec = spec_of(tested,
                                   "target wide { width = 512 }\ntarget deep { depth = 16 }\n"
                                   "target long { batch = 64 seq; duration = 80M tok }\n"
                                   "target all { width = 512; depth = 16; batch = 64 seq; duration = 80M tok }\n");
  const auto all = first_layer(*compile(spec, "all"));
  auto product = first_layer(*compile(spec));
  const auto reference = product;
  for (const std::string target : {"wide", "deep", "long"})
    for (const auto& [what, value] : first_layer(*compile(spec, target)))
      product.at(what) *= value / reference.at(what);
  for (const auto& [what, value] : all)
    if (what.find(" beta") == std::string::npos) {
      EXPECT_NEAR(value / product.at(what), 1, 1e-12) << what;
    }
}

std::string setting(const std::string& name, double value) {
  return name + " = " + shortest(value);
}

/// A spec whose reference is where `from` was compiled to, with the values found there.
std::string moved(const Compiled& from, const RuleSetCase& tested, const std::string& target) {
  std::string scale;
  for (const auto& [axis, value] : from.scaled->target.axes) {
    if (axis == "context") continue;
    scale += (scale.empty() ? "" : "; ") + setting(axis, value);
    if (axis == "batch") scale += " seq";
    if (axis == "duration") scale += " tok";
  }
  std::string tunes;
  for (const auto& [what, value] : first_layer(from)) {  // no tunes: all layers are equal
    const std::size_t space = what.find(' ');
    tunes += "tune " + what.substr(0, space) + " { " + setting(what.substr(space + 1), value) + " }\n";
  }
  return spec_of(tested, tunes + target, scale);
}

TEST_P(EveryRuleSet, GoesStraightWhereItGoesByWayOfAnotherScale) {
  const RuleSetCase& tested = GetParam();
  const std::string b = "target b { " + tested.half_way + " }\n";
  const std::string c = "target c { " + tested.far + " }\n";
  const auto straight = compile(spec_of(tested, b + c), "c");
  const auto half_way = compile(spec_of(tested, b + c), "b");
  ASSERT_TRUE(half_way->scaled) << ::testing::PrintToString(half_way->messages());
  const auto second = compile(moved(*half_way, tested, c), "c");
  expect_equal(first_layer(*second), first_layer(*straight), 1e-12);
}

TEST_P(EveryRuleSet, ResolvesTiedEmbeddings) {
  const RuleSetCase& tested = GetParam();
  if (tested.model == test::Zoo::kMoe) return;  // its unembedding is not tied
  const std::string targets = "target far { " + tested.far + " }\n";
  const auto tied = compile(spec_of(tested, targets, "", "tied = true"), "far");
  const auto values = first_layer(*tied);
  const auto reference = first_layer(*compile(spec_of(tested, targets, "", "tied = true")));
  const auto untied = first_layer(*compile(spec_of(tested, targets), "far"));
  const bool scales = tested.file != "sp" && tested.file != "laws" && tested.name() != "matrix_decay";
  EXPECT_NEAR(values.at("head.mult value"), reference.at("head.mult value") * (scales ? 1.0 / 8 : 1), 1e-15);
  for (const std::string hp : {"init_std", "lr", "weight_decay"})
    EXPECT_EQ(values.at("embed.weight " + hp), untied.at("embed.weight " + hp)) << "it keeps the input's row";
}

class SdeRuleSet : public EveryRuleSet {};
INSTANTIATE_TEST_SUITE_P(Library, SdeRuleSet, ::testing::ValuesIn([] {
                           std::vector<RuleSetCase> cases;
                           for (const RuleSetCase& tested : test::rule_set_cases())
                             if (tested.sde()) cases.push_back(tested);
                           return cases;
                         }()));

bool has_printed_exponent(const RuleSetCase& tested) {
  return tested.call.find("_exponent") == std::string::npos;
}

TEST_P(SdeRuleSet, ChangesNothingWhereBatchAndDurationGrowAlike) {
  if (!has_printed_exponent(GetParam())) return;
  const std::string spec = spec_of(GetParam(), "target both { batch = 256 seq; duration = 80M tok }\n");
  expect_equal(first_layer(*compile(spec, "both")), first_layer(*compile(spec)), 0);
}

TEST_P(SdeRuleSet, KeepsTheConstantsOfTheSde) {
  const RuleSetCase& tested = GetParam();
  const std::string spec = spec_of(tested,
                                   "target a { duration = 16000 * 32 * 256 tok }\n"
                                   "target b { batch = 64 seq; duration = 4000 * 32 * 256 tok }\n"
                                   "target c { batch = 64 seq; duration = 16000 * 32 * 256 tok }\n",
                                   "width = 128; depth = 4; batch = 32 seq; duration = 2000 * 32 * 256 tok");
  const auto reference = compile(spec);
  for (const std::string target : {"a", "b", "c"}) {
    const auto compiled = compile(spec, target);
    for (const std::string path : {"embed.weight", "head.weight", "norm.gain"}) {
      const auto constants = [&](const Compiled& at) {
        const double lr = at.value(Hp::lr, path);
        const double rate = tested.training.empty() ? lr : 1;  // what weight decay is multiplied by
        const auto steps = static_cast<double>(at.scaled->target.steps());
        return std::pair(lr * lr * steps, rate * at.value(Hp::weight_decay, path) * steps);
      };
      EXPECT_NEAR(constants(*compiled).second / constants(*reference).second, 1, 1e-12) << target;
      if (has_printed_exponent(tested)) {
        EXPECT_NEAR(constants(*compiled).first / constants(*reference).first, 1, 1e-12) << target;
      }
    }
  }
}

TEST_P(EveryRuleSet, KeepsLearningRateTimesWeightDecayOverWidthWhereItSaysSo) {
  const RuleSetCase& tested = GetParam();
  if (tested.file == "sp" || tested.by_size || tested.name() == "matrix_decay") return;
  if (tested.call.find("sqrt") != std::string::npos) return;
  const std::string spec = spec_of(tested, "target wide { width = 1024 }\n");
  const auto reference = first_layer(*compile(spec));
  const auto wide = first_layer(*compile(spec, "wide"));
  const bool independent = tested.training.find("independent") != std::string::npos;
  for (const auto& [what, value] : wide) {
    const std::size_t at = what.find(" weight_decay");
    if (at == std::string::npos) continue;
    const std::string lr = what.substr(0, at) + " lr";
    const double rate = independent ? 1 : wide.at(lr) / reference.at(lr);
    EXPECT_NEAR(rate * value, reference.at(what), 1e-15) << what;
  }
}

TEST_P(EveryRuleSet, MeansTheSameUnderBothConventionsOfWeightDecay) {
  const RuleSetCase& tested = GetParam();
  const bool decays_by_lr = tested.file != "laws" && tested.name() != "matrix_decay";
  if (!decays_by_lr || tested.training.find("independent") != std::string::npos) return;
  RuleSetCase independent = tested;
  independent.training += "; weight_decay = independent";
  const std::string target = "target far { " + tested.far + " }\n";
  /// lr * weight_decay of each tensor, or an independent weight_decay, over that of the reference.
  const auto decay = [&](const RuleSetCase& at) {
    const auto here = first_layer(*compile(spec_of(at, target)));
    const auto there = first_layer(*compile(spec_of(at, target), "far"));
    const bool coupled = &at == &tested;
    std::map<std::string, double> ratios;
    for (const auto& [what, value] : there) {
      const std::size_t end = what.find(" weight_decay");
      if (end == std::string::npos || what.find("balance") != std::string::npos) continue;  // a bias without decay
      const std::string lr = what.substr(0, end) + " lr";
      ratios[what] = value / here.at(what) * (coupled ? there.at(lr) / here.at(lr) : 1);
    }
    return ratios;
  };
  expect_equal(decay(independent), decay(tested), 1e-12);
}

}  // namespace
}  // namespace cdp::scaling
