// The root module on the task's input: what goes in, what must come out, and that everything is used.
#include <gtest/gtest.h>

#include "compiler/model/tags.h"
#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;
using test::instantiate;
using test::toy;

TEST(Root, ReadsTokensAndGivesLogits) {
  const auto m = instantiate(test::gpt());
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_TRUE(m->model->reads_tokens());
  EXPECT_EQ(m->model->graph.inputs.size(), 1U);
  EXPECT_EQ(m->model->graph.nodes.back().id, m->model->graph.output);
}

TEST(Root, MustBeAModuleCall) {
  const std::string rest = test::kRulesLine + test::kReference + test::kBase;
  EXPECT_EQ(instantiate("model = 3\n" + rest)->ids(), Ids{"E0331"});
  const auto typo = instantiate("use std.gpt\nmodel = Gtp(width)\n" + rest);
  EXPECT_EQ(typo->messages(), Ids{"unknown module `Gtp`; did you mean `Gpt`?"});
}

TEST(Root, MustGiveLogits) {
  for (const std::string result : {"embed(tokens)", "tokens", "3", "embed"})
    EXPECT_EQ(instantiate("use std.linear\nmodule Toy(width) {\n  embed: Embedding(9, width)\n  forward(tokens) = " +
                          result + "\n}\nmodel = Toy(width)\n" + test::kRulesLine + test::kReference + test::kBase)
                  ->ids(),
              Ids{"E0332"})
        << result;
}

/// A model of samples: `parameters` and `arguments` of the root, what it returns, the task.
std::unique_ptr<test::Modelled> net(const std::string& parameters, const std::string& arguments,
                                    const std::string& result, const std::string& task = "classify") {
  return instantiate("use std.linear\nmodule Net(" + parameters +
                     ") {\n  up: Linear(features, width)\n  head: Unembedding(width, 3)\n  forward(x) = " + result +
                     "\n}\nmodel = Net(" + arguments + ")\ntraining { task = " + task + " }\n" + test::kRulesLine +
                     "reference { width = 64; depth = 2; batch = 8 seq; duration = 100 steps }\n" + test::kBase);
}

TEST(Root, ReadsFeaturesWhereThereAreNoTokens) {
  for (const std::string task : {"classify", "regress"}) {
    const auto m = net("width, features", "width, features = 4", "head(relu(up(x)))", task);
    ASSERT_EQ(m->messages(), Ids{});
    EXPECT_FALSE(m->model->reads_tokens());
    EXPECT_EQ(m->model->features, 4);
    EXPECT_EQ(m->tensor("up.weight").tags, (std::set<std::string>{"input", "trunk"}));
    for (const Tensor& tensor : m->model->tensors) EXPECT_FALSE(is_embedding(*m->model, tensor)) << tensor.path;
  }
  EXPECT_EQ(net("width, features = 4", "width", "head(up(x))")->model->features, 4) << "a default will do";
}

TEST(Root, NeedsToKnowHowManyFeaturesThereAre) {
  EXPECT_EQ(instantiate("use std.linear\nmodule Net(width) {\n  up: Linear(4, width)\n  forward(x) = up(x)\n}\n"
                        "model = Net(width)\ntraining { task = regress }\n" +
                        test::kRulesLine +
                        "reference { width = 64; depth = 2; batch = 8 seq; duration = 100 steps }\n" + test::kBase)
                ->messages(),
            Ids{"task `regress` reads samples of `features` numbers, and `Net` has no parameter of that name"});
  for (const std::string features : {"width", "0", "2.5"})
    EXPECT_EQ(net("width, features", "width, features = " + features, "head(up(x))")->ids(), Ids{"E0335"}) << features;
}

TEST(Root, MustGiveARowOfFixedSizeForEachSample) {
  EXPECT_EQ(net("width, features", "width, features = 4", "up(x)")->messages(),
            Ids{"task `classify` needs logits (batch, classes), and the model gives (batch, width)"});
  EXPECT_EQ(net("width, features", "width, features = 4", "3", "regress")->messages(),
            Ids{"task `regress` needs predictions (batch, outputs), and the model gives a number"});
}

TEST(Root, MustUseEveryPart) {
  EXPECT_EQ(
      instantiate(toy("  a: Tensor(width)\n  b: Multiplier\n  forward(tokens) = head(embed(tokens))\n"))->messages(),
      (Ids{"`a` is never used in forward", "`b` is never used in forward"}));
}

/// Numbers at a scale, counted by hand for the library's Gpt: SwiGlu has three matrices, Mlp two.
double gpt_numbers(double width, double depth, double context, bool learned, bool swiglu, bool tied, bool qk_norm) {
  const double block = 4 * width * width + (swiglu ? 12 : 8) * width * width + 2 * width + (qk_norm ? 2 * 64 : 0);
  return 256 * width * (tied ? 1 : 2) + (learned ? context * width : 0) + depth * block + width;
}

TEST(Root, CountsTheNumbersOfTheLibrarysGpt) {
  for (int options = 0; options < 16; ++options) {
    const bool learned = options & 1, swiglu = options & 2, tied = options & 4, qk_norm = options & 8;
    const auto m =
        instantiate(test::gpt(std::string("position = \"") + (learned ? "learned" : "rotary") + "\", mlp_type = \"" +
                              (swiglu ? "swiglu" : "gelu") + "\", tied = " + (tied ? "true" : "false") +
                              ", qk_norm = " + (qk_norm ? "true" : "false")));
    ASSERT_EQ(m->messages(), Ids{}) << options;
    double total = 0;
    double embeddings = 0;
    for (const Tensor& tensor : m->model->tensors) {
      double numbers = 1;
      for (const auto& dim : tensor.dims) numbers *= dim.at(test::at(192, 5));
      for (const std::size_t stack : tensor.stacks) numbers *= m->model->stacks[stack].count.at(test::at(192, 5));
      total += numbers;
      if (is_embedding(*m->model, tensor)) embeddings += numbers;
    }
    EXPECT_EQ(total, gpt_numbers(192, 5, 256, learned, swiglu, tied, qk_norm)) << options;
    EXPECT_EQ(embeddings, 256 * 192 * (tied ? 1 : 2) + (learned ? 256 * 192 : 0)) << options;
  }
}

}  // namespace
}  // namespace cdp::model
