// What a dimension is called changes no value: written as a formula of width or as an axis of its own with the same
// numbers, every tensor gets the same values, under every rule set, in every model of the library. And a matrix's
// learning rate follows its own fan-in.
#include <gtest/gtest.h>

#include "compiler/base/text.h"
#include "tests/compiler/scaling/rule_sets.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::compile;
using test::Compiled;
using test::RuleSetCase;

/// A model of the library with one dimension left open: how it is written as a formula, and its size at a width.
struct Dimension {
  std::string model;    // "use ...; model = Gpt(..., hidden = $)"
  std::string formula;  // "4 * width"
  double (*size)(double width);
  std::string more = {};  // further settings of the reference
  std::string task = "next_token";
};

double quadruple(double width) {
  return 4 * width;
}
double same(double width) {
  return width;
}
double heads_of_64(double width) {
  return width / 64;
}

const std::vector<Dimension>& dimensions() {
  static const std::vector<Dimension> all = {
      {"use std.gpt\nmodel = Gpt(width, depth, vocab = 256, context = context, hidden = $)\n", "4 * width", quadruple},
      {"use std.gpt\nmodel = Gpt(width, depth, vocab = 256, context = context, mlp_type = \"gelu\", bias = true, "
       "hidden "
       "= $)\n",
       "4 * width", quadruple},
      {"use std.gpt\nmodel = Gpt(width, depth, vocab = 256, context = context, kv_heads = $)\n", "width / 64",
       heads_of_64},
      {"use std.llama\nmodel = Llama(width, depth, vocab = 256, head_dim = 64, kv_heads = 1, hidden = $)\n",
       "4 * width", quadruple},
      {"use std.llama\nmodel = Llama(width, depth, vocab = 256, head_dim = 64, kv_heads = $)\n", "width / 64",
       heads_of_64},
      {"use std.moe\nmodel = Moe(width, depth, vocab = 256, hidden = $)\n", "width", same},
      {"use std.moe\nmodel = Moe(width, depth, vocab = 256, kv_heads = $)\n", "width / 64", heads_of_64},
      {"use std.linear\nuse std.attention\nmodule Net(width, latent) {\n  embed: Embedding(256, width)\n"
       "  down: Linear(width, latent)\n  blocks: depth * Attention(latent, heads = width / 64, head_dim = 64)\n"
       "  up: Linear(latent, width)\n  value: Linear(width, 256)\n  head: Unembedding(width, 256)\n"
       "  forward(tokens) {\n    x = up(blocks(down(embed(tokens))))\n    return head(x) + value(x)\n  }\n}\n"
       "model = Net(width, $)\n",
       "width", same},
      {"use std.tabular\nmodel = MlpClassifier(width, depth, features = 30, classes = 3, hidden = $)\n", "4 * width",
       quadruple, "", "classify"},
  };
  return all;
}

std::string with(std::string text, const std::string& dimension) {
  return text.replace(text.find('$'), 1, dimension);
}

/// The spec of a dimension under a rule set. Empty `axis`: as a formula.
std::string spec_of(const Dimension& tested, const RuleSetCase& rules, const std::string& axis) {
  const bool formula = axis.empty();
  const std::string unit = tested.task == "next_token" ? "tok" : "seq";
  const auto scale = [&](double width, const std::string& rest) {
    return "width = " + shortest(width) + "; " + rest +
           (formula ? "" : "; " + axis + " = " + shortest(tested.size(width)));
  };
  const std::string context = tested.task == "next_token" ? "; context = 256" : "";
  std::string training = "task = " + tested.task;
  if (!rules.training.empty()) training += "; " + rules.training;
  return (formula ? "" : "axis " + axis + "\n") + with(tested.model, formula ? tested.formula : axis) + "use std." +
         rules.file + "\nparameterization = " + rules.call + "\nreference { " +
         scale(128, "depth = 4; batch = 32 seq; duration = 20M " + unit) + context + tested.more + " }\n" +
         test::base_of(rules) + "training { " + training + " }\ntarget far { " +
         scale(1024, "depth = 16; batch = 64 seq; duration = 80M " + unit) + " }\n";
}

/// "path hyperparameter" and its value, of each part's first layer.
std::map<std::string, double> values_of(const Compiled& compiled) {
  std::map<std::string, double> values;
  for (const auto& instance : compiled.scaled->tensors)
    for (const auto& row : sema::kHyperparameters)
      if (const auto& found = instance.settings->at(row.hp))
        values.emplace(compiled.model->tensors[instance.part].path + " " + std::string(row.name), found->value);
  for (const auto& instance : compiled.scaled->multipliers)
    values.emplace(compiled.model->multipliers[instance.part].path, instance.settings->at(Hp::value)->value);
  return values;
}

std::vector<RuleSetCase> rules_for_any_model() {
  std::vector<RuleSetCase> found;
  for (const RuleSetCase& tested : test::rule_set_cases())
    if (!tested.by_size && tested.model == test::Zoo::kGpt) found.push_back(tested);
  return found;
}

class EveryWidthRule : public ::testing::TestWithParam<RuleSetCase> {};
INSTANTIATE_TEST_SUITE_P(Library, EveryWidthRule, ::testing::ValuesIn(rules_for_any_model()), [](const auto& tested) {
  std::string name;
  for (const char c : tested.param.call + tested.param.training)
    if (std::isalnum(static_cast<unsigned char>(c))) name += c;
  return name;
});

TEST_P(EveryWidthRule, GivesTheSameValuesHoweverADimensionIsWritten) {
  for (const Dimension& tested : dimensions()) {
    const auto formula = compile(spec_of(tested, GetParam(), ""), "far");
    const auto axis = compile(spec_of(tested, GetParam(), "extent"), "far");
    ASSERT_TRUE(formula->scaled) << tested.model << ::testing::PrintToString(formula->messages());
    ASSERT_TRUE(axis->scaled) << tested.model << ::testing::PrintToString(axis->messages());
    const auto wanted = values_of(*formula);
    const auto found = values_of(*axis);
    ASSERT_EQ(found.size(), wanted.size());
    for (const auto& [what, value] : wanted) EXPECT_EQ(found.at(what), value) << what << "\n" << tested.model;
  }
}

/// The learning rate's ratio over width alone, of each matrix that the model made the input of.
TEST(Dimensions, LearningRatesFollowTheFanInOfEachMatrix) {
  for (const std::string call : {"mup()", "mup_table_3()", "depth_mup()", "completep()", "complete_d_p()"}) {
    RuleSetCase rules = {"mup", call};
    if (call.starts_with("complete")) rules.file = call.substr(0, call.find('('));
    for (const Dimension& tested : dimensions()) {
      std::string spec = spec_of(tested, rules, "");
      spec += "target wide { width = 1024 }\n";
      const auto reference = compile(spec);
      const auto wide = compile(spec, "wide");
      ASSERT_TRUE(wide->scaled) << ::testing::PrintToString(wide->messages());
      for (const auto& instance : wide->scaled->tensors) {
        const model::Tensor& tensor = wide->model->tensors[instance.part];
        if (!tensor.contracted || tensor.tags.contains("input") || tensor.tags.contains("readout")) continue;
        const auto& at = [&](const Compiled& compiled) {
          return tensor.dims[*tensor.contracted].at(
              [&](std::string_view axis) { return compiled.scaled->target.axes.at(std::string(axis)); });
        };
        const double fan_in = at(*wide) / at(*reference);
        const double lr =
            instance.settings->at(Hp::lr)->value / reference->value(Hp::lr, tensor.path, instance.indices);
        EXPECT_NEAR(lr * fan_in, 1, 1e-12) << tensor.path << " under " << call << "\n" << tested.model;
      }
    }
  }
}

}  // namespace
}  // namespace cdp::scaling
