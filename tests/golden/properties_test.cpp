// What holds for every spec of the tree at every target: equal bytes twice, a plan that reads back and is valid, values
// that follow from their chains, and at the reference nothing but base and tuned values.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/stages.h"
#include "compiler/plan/json.h"
#include "tests/golden/files.h"

namespace cdp::golden {
namespace {

using pipeline::AnalysedSpec;

std::unique_ptr<AnalysedSpec> analysed(const std::string& path) {
  auto analysis = pipeline::analyse((kTree / path).string(), pipeline::default_files());
  EXPECT_TRUE(analysis) << path;
  return std::move(*analysis);
}

std::vector<std::string> targets_of(const AnalysedSpec& analysis) {
  std::vector<std::string> targets = {"reference"};
  for (const auto& target : analysis.spec->targets) targets.push_back(target.name);
  return targets;
}

plan::Plan plan_at(AnalysedSpec& analysis, const std::string& target) {
  const auto scaled = pipeline::scale_to(analysis, {target, ""});
  EXPECT_TRUE(scaled && *scaled);
  return pipeline::emit(analysis, **scaled, pipeline::Reasons::kKeep);
}

class EverySpec : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    analysis_ = analysed(GetParam());
    ASSERT_TRUE(pipeline::ready(*analysis_));
  }

  std::unique_ptr<AnalysedSpec> analysis_;
};

TEST_P(EverySpec, GivesEqualBytesTwice) {
  const auto again = analysed(GetParam());
  for (const std::string& target : targets_of(*analysis_))
    EXPECT_EQ(plan::to_json(plan_at(*analysis_, target)), plan::to_json(plan_at(*again, target))) << target;
}

TEST_P(EverySpec, GivesValidPlansThatReadBack) {
  for (const std::string& target : targets_of(*analysis_)) {
    const plan::Plan plan = plan_at(*analysis_, target);
    const Status valid = plan::validate(plan);
    EXPECT_TRUE(valid) << valid.error().text();
    const std::string text = plan::to_json(plan);
    const auto read = plan::from_json(text);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(plan::to_json(*read), text) << target;
  }
}

/// Rules come after base and tuned values, and leave them alone.
void expect_untouched(const scaling::Settings& settings) {
  for (const auto& row : sema::kHyperparameters) {
    const auto& setting = settings.at(row.hp);
    if (!setting) continue;
    double written = setting->chain.front().after;
    for (const scaling::Reason& reason : setting->chain) {
      if (reason.written->source == nullptr) {
        written = reason.after;
      } else {
        EXPECT_EQ(reason.factor, 1) << row.name << ": " << reason.written->text;
      }
    }
    EXPECT_EQ(setting->value, written) << row.name;
  }
}

TEST_P(EverySpec, IsItselfAtTheReference) {
  const auto scaled = pipeline::scale_to(*analysis_, {});
  ASSERT_TRUE(scaled && *scaled);
  for (const scaling::Instance& tensor : (*scaled)->tensors) expect_untouched(*tensor.settings);
  for (const scaling::Instance& multiplier : (*scaled)->multipliers) expect_untouched(*multiplier.settings);
}

/// Whether two numbers are equal but for a few roundings; near 0 by what a complement, 1 - (1 - v) * factor, leaves.
bool near(double a, double b, double size) {
  return std::abs(a - b) <= 1e-12 * std::max({std::abs(a), std::abs(b), size});
}

/// What a reader of the plan comes to who knows nothing but the words of grammar/REFERENCE.md.
struct Recomputed {
  double value = std::numeric_limits<double>::quiet_NaN();
  double size = 0;  // of the numbers that rounding was relative to

  void take(const plan::Reason& reason) {
    switch (reason.effect) {
      case plan::Effect::kSet:
      case plan::Effect::kClamp:
        value = reason.factor, size = 0;
        break;
      case plan::Effect::kMultiply:
        value *= reason.factor, size *= std::abs(reason.factor);
        break;
      case plan::Effect::kPower:
        value = std::pow(value, reason.factor), size = 0;
        break;
      case plan::Effect::kComplement:
        value = 1 - (1 - value) * reason.factor, size = 1;
        break;
    }
  }
};

/// Chains of the plan's own values, and how many reasons with each effect there were.
template <class Value>
void expect_recomputed(const std::optional<plan::Because>& because, const Value& value_of,
                       std::map<std::string, std::size_t>& effects) {
  ASSERT_TRUE(because);
  for (const auto& [hyperparameter, reasons] : *because) {
    Recomputed found;
    for (const plan::Reason& reason : reasons) {
      found.take(reason);
      ++effects[std::string(word(reason.effect))];
      double product = 1;
      for (std::size_t i = 0; i < reason.ratios.size(); ++i) {
        EXPECT_EQ(reason.ratios[i].first, reason.exponents.at(i).first);
        product *= std::pow(reason.ratios[i].second, reason.exponents[i].second);
      }
      const bool is_rule = !reason.ratios.empty();
      if (is_rule) ++effects["with ratios"];
      EXPECT_TRUE(!is_rule || near(product, reason.factor, 0))
          << reason.text << ": " << product << " " << reason.factor;
    }
    const std::optional<double> value = value_of(hyperparameter);
    ASSERT_TRUE(value) << hyperparameter;
    EXPECT_TRUE(near(found.value, *value, found.size)) << hyperparameter << ": " << found.value << " " << *value;
  }
}

std::map<std::string, std::size_t> expect_recomputed(const plan::Plan& plan) {
  std::map<std::string, std::size_t> effects;
  for (const plan::Tensor& tensor : plan.tensors) {
    const std::map<std::string, std::optional<double>> values = {{"lr", tensor.lr},
                                                                 {"beta1", tensor.beta1},
                                                                 {"beta2", tensor.beta2},
                                                                 {"eps", tensor.eps},
                                                                 {"weight_decay", tensor.weight_decay},
                                                                 {"init_std", tensor.init.std}};
    EXPECT_EQ(tensor.because->size(),
              std::count_if(values.begin(), values.end(), [](const auto& one) { return one.second.has_value(); }))
        << tensor.name;
    SCOPED_TRACE(tensor.name);
    expect_recomputed(
        tensor.because, [&](const std::string& key) { return values.at(key); }, effects);
  }
  for (const plan::Multiplier& multiplier : plan.multipliers) {
    SCOPED_TRACE(multiplier.name);
    expect_recomputed(
        multiplier.because, [&](const std::string&) { return std::optional(multiplier.value); }, effects);
  }
  return effects;
}

TEST_P(EverySpec, HasPlansWhoseValuesFollowFromTheirChains) {
  for (const std::string& target : targets_of(*analysis_)) {
    SCOPED_TRACE(target);
    const auto read = plan::from_json(plan::to_json(plan_at(*analysis_, target)));
    ASSERT_TRUE(read);
    const auto effects = expect_recomputed(*read);
    EXPECT_GT(effects.at("set"), 0U);
  }
}

/// A spec made for this.
TEST(Chains, EveryEffectIsRecomputed) {
  const auto analysis = analysed("tests/golden/plan/effects.cdp");
  ASSERT_TRUE(pipeline::ready(*analysis));
  const auto effects = expect_recomputed(plan_at(*analysis, "big"));
  for (const std::string& effect : strings<plan::Effect>()) EXPECT_TRUE(effects.contains(effect)) << effect;
  EXPECT_TRUE(effects.contains("with ratios"));
}

/// Those that describe a run; the others declare things for them.
std::vector<std::string> runs() {
  std::vector<std::string> paths;
  for (const std::string& path : specs_under({"examples", "stdlib", "tests/golden/ok"})) {
    const auto analysis = analysed(path);
    if (analysis->spec || analysis->sink.has_errors()) paths.push_back(path);
  }
  return paths;
}

INSTANTIATE_TEST_SUITE_P(Tree, EverySpec, ::testing::ValuesIn(runs()),
                         [](const auto& tested) { return test_name(tested.param); });

}  // namespace
}  // namespace cdp::golden
