// Trials to plans, and what plans say of trials.
#include "study/compile/compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::study {
namespace {

using ::testing::HasSubstr;

StudiedSpec example() {
  return {{std::string(CDP_SOURCE_DIR) + "/examples/01_gpt.cdp"}, "reference", {"", true}, {}};
}

TEST(Compile, TakesScaleValuesAndSeed) {
  const auto one = compile(example(), {{{"width", "256"}, {"depth", "2"}}, {"base.lr=0.002"}, 9});
  ASSERT_TRUE(one.plan);
  EXPECT_EQ(one.plan->training.seed, 9);
  const auto scale = scale_of(*one.plan);
  EXPECT_EQ(scale.at("width"), 256);
  EXPECT_EQ(scale.at("depth"), 2);
  EXPECT_EQ(scale.at("batch"), 32);
  EXPECT_EQ(scale.at("params"), static_cast<double>(one.plan->parameters.non_embedding));
  const auto reference = compile(example(), {});
  // The final norm's lr is touched by no tune line and no rule in width: base.lr was 4e-3.
  const auto lr_of = [](const plan::Plan& plan) {
    for (const auto& tensor : plan.tensors)
      if (tensor.name == "norm.gain") return tensor.lr;
    return 0.0;
  };
  ASSERT_GT(lr_of(*reference.plan), 0);
  EXPECT_DOUBLE_EQ(lr_of(*one.plan) / lr_of(*reference.plan), 0.5);
}

TEST(Compile, SaysWhatDoesNot) {
  const auto one = compile(example(), {{}, {"base.lrr=0.002"}, 1});
  EXPECT_FALSE(one.plan);
  ASSERT_TRUE(one.opened.analysis);
  ASSERT_TRUE(one.opened.analysis->sink.has_errors());
  EXPECT_THAT(one.opened.analysis->sink.sorted().front().message, HasSubstr("lrr"));
}

TEST(Settings, ComeBack) {
  StudiedSpec spec = example();
  spec.target = "big";
  spec.sets = {"base.lr=0.002", "@hidden.lr*=2"};
  EXPECT_EQ(settings_text(spec), R"({"target":"big","set":["base.lr=0.002","@hidden.lr*=2"]})");
  StudiedSpec read = example();
  read_settings(settings_text(spec), read);
  EXPECT_EQ(read.target, "big");
  EXPECT_EQ(read.sets, spec.sets);
}

TEST(TagsOf, AreWhatRunsMustShare) {
  const auto tags = tags_of(*compile(example(), {}).plan);
  EXPECT_EQ(tags.at("optimizer"), "adamw");
  EXPECT_EQ(tags.at("schedule"), "linear");
  EXPECT_EQ(tags.at("decay"), "coupled");
  EXPECT_THAT(tags.at("rules"), ::testing::StartsWith("complete_d_p(alpha = 1, "));
}

TEST(FlopsOf, CountMatricesAndAttention) {
  const auto plan = *compile(example(), {}).plan;
  // Width 128, depth 4, heads of 64, SwiGLU of 4x: 16 w^2 a layer; the unembedding is 128 x 256; the embedding is
  // looked up.
  const double matrices = 4 * 16 * 128.0 * 128 + 128 * 256;
  const double attention = 12 * 4 * 128.0 * 256;
  const double items = static_cast<double>(plan.training.steps) * 32 * 256;
  EXPECT_DOUBLE_EQ(flops_of(plan), items * (6 * matrices + attention));
}

TEST(FlopsOf, GrowWithTheSquareOfWidth) {
  const double narrow = flops_of(*compile(example(), {{{"width", "1024"}}}).plan);
  const double wide = flops_of(*compile(example(), {{{"width", "2048"}}}).plan);
  EXPECT_GT(wide / narrow, 3.5);
  EXPECT_LT(wide / narrow, 4);
}

}  // namespace
}  // namespace cdp::study
