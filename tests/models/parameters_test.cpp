// How many parameters the models have, as published, and what their tensors are called.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/models/models.h"

namespace cdp::models {
namespace {

using Shape = std::vector<std::int64_t>;

struct Named {
  std::string name;
  Shape shape;
  std::vector<std::string> tags;
  bool operator==(const Named&) const = default;
};

void PrintTo(const Named& one, std::ostream* out) {
  *out << one.name << " " << ::testing::PrintToString(one.shape) << " " << ::testing::PrintToString(one.tags);
}

std::vector<Named> named(const plan::Plan& plan) {
  std::vector<Named> all;
  for (const plan::Tensor& tensor : plan.tensors) all.push_back({tensor.name, tensor.shape, tensor.tags});
  return all;
}

/// GPT-2 small as Hugging Face lists it, matrices transposed: 148 tensors.
std::vector<Named> gpt2_small() {
  std::vector<Named> all = {{"wte.weight", {50257, 768}, {"input", "tied", "trunk"}},
                            {"wpe.weight", {1024, 768}, {"input", "trunk"}}};
  for (int layer = 0; layer < 12; ++layer) {
    const std::string h = "h." + std::to_string(layer) + ".";
    const auto norm = [&](const std::string& name) {
      all.push_back({h + name + ".weight", {768}, {"block", "norm", "vector"}});
      all.push_back({h + name + ".bias", {768}, {"block", "norm", "vector"}});
    };
    const auto matrix = [&](const std::string& name, std::int64_t out, std::int64_t in) {
      all.push_back({h + name + ".weight", {out, in}, {"block", "hidden"}});
      all.push_back({h + name + ".bias", {out}, {"bias", "block", "vector"}});
    };
    norm("ln_1");
    matrix("attn.c_attn", 2304, 768);
    matrix("attn.c_proj", 768, 768);
    norm("ln_2");
    matrix("mlp.c_fc", 3072, 768);
    matrix("mlp.c_proj", 768, 3072);
  }
  all.push_back({"ln_f.weight", {768}, {"norm", "trunk", "vector"}});
  all.push_back({"ln_f.bias", {768}, {"norm", "trunk", "vector"}});
  return all;
}

TEST(Parameters, OfGpt2Small) {
  const plan::Plan plan = plan_of_example("02_gpt2.cdp", {"gpt2", ""});
  EXPECT_EQ(plan.parameters.total, 124'439'808);
  EXPECT_EQ(plan.parameters.non_embedding, 124'439'808 - (50257 + 1024) * 768);
  EXPECT_EQ(plan.tensors.size(), 148U);
  EXPECT_THAT(named(plan), ::testing::UnorderedElementsAreArray(gpt2_small()));
}

TEST(Parameters, OfTheOtherGpt2s) {
  const auto total = [](int width, int depth) {
    return plan_of_model("gpt2", "Gpt2(width, depth, context = 1024)", width, depth).parameters.total;
  };
  EXPECT_EQ(total(1024, 24), 354'823'168);
  EXPECT_EQ(total(1280, 36), 774'030'080);
  EXPECT_EQ(total(1600, 48), 1'557'611'200);
}

TEST(Parameters, OfLlamas) {
  EXPECT_EQ(plan_of_example("03_llama.cdp", {"big", ""}).parameters.total, 1'235'814'400) << "Llama 3.2 1B";
  EXPECT_EQ(plan_of_model("llama", "Llama(width, depth)", 4096, 32).parameters.total, 8'030'261'248) << "Llama 3 8B";
  EXPECT_EQ(
      plan_of_model("llama", "Llama(width, depth, vocab = 32000, kv_heads = width / 128, hidden = 11008)", 4096, 32)
          .parameters.total,
      6'738'415'616)
      << "Llama 7B";
}

const plan::Tensor& tensor(const plan::Plan& plan, const std::string& name) {
  const auto found =
      std::find_if(plan.tensors.begin(), plan.tensors.end(), [&](const auto& t) { return t.name == name; });
  EXPECT_NE(found, plan.tensors.end()) << name;
  return *found;
}

TEST(Parameters, OfMixtures) {
  const plan::Plan plan = plan_of_example("04_moe.cdp", {"big", ""});
  EXPECT_EQ(tensor(plan, "blocks.0.mlp.router.weight").shape, (Shape{32, 512}));
  EXPECT_EQ(tensor(plan, "blocks.0.mlp.router.balance").shape, (Shape{32}));
  EXPECT_EQ(tensor(plan, "blocks.0.mlp.router.balance").init.distribution, plan::Distribution::zeros);
  EXPECT_EQ(tensor(plan, "blocks.7.mlp.routed.down").shape, (Shape{32, 512, 512}));
  EXPECT_EQ(tensor(plan, "blocks.7.mlp.routed.down").reference_shape, (Shape{8, 128, 128}));
  // Fan-in is the last dimension, 128 -> 512: the std falls with its root.
  EXPECT_DOUBLE_EQ(*tensor(plan, "blocks.7.mlp.routed.down").init.std, 0.01);
  EXPECT_EQ(plan.parameters.total - plan.parameters.non_embedding, 2 * 256 * 512) << "routers count";
}

TEST(Parameters, OfBlocksInOtherOrders) {
  const auto names = [](const std::string& order) {
    std::vector<std::string> all;
    for (const auto& one : plan_of_model("gpt",
                                         "Gpt(width, depth, vocab = 256, context = context, qk_norm = false, "
                                         "order = \"" +
                                             order + "\")",
                                         64, 1)
                               .tensors)
      if (one.name.find("norm") != std::string::npos) all.push_back(one.name);
    return all;
  };
  EXPECT_THAT(names("pre"), ::testing::ElementsAre("blocks.0.attn_norm.gain", "blocks.0.mlp_norm.gain", "norm.gain"));
  EXPECT_THAT(names("post"), ::testing::ElementsAre("blocks.0.attn_norm.gain", "blocks.0.mlp_norm.gain"));
  EXPECT_THAT(names("parallel"), ::testing::ElementsAre("blocks.0.norm.gain", "norm.gain"));
}

}  // namespace
}  // namespace cdp::models
