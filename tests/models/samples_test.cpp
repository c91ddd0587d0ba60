// The library's models of samples, std.vit and std.tabular, against the same arithmetic written out plainly; how many
// numbers they have, and their tags.
#include <cmath>
#include <map>

#include <gmock/gmock.h>

#include "runtime/graph/model.h"
#include "tests/models/models.h"

namespace cdp::models {
namespace {

using runtime::Model;

using ::testing::ElementsAre;

plan::Plan plan_of_samples(const std::string& library, const std::string& model, int width, int depth,
                           const std::string& task = "classify") {
  return plan_of("model.cdp", {},
                 "use std." + library + "\nuse std.complete_d_p\nmodel = " + model +
                     "\nparameterization = complete_d_p()\ntraining { task = " + task +
                     " }\nreference { width = " + std::to_string(width) + "; depth = " + std::to_string(depth) +
                     "; batch = 2 seq; duration = 10 steps }\n"
                     "base { lr = 1e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0; init_std = 0.3 }\n");
}

/// A model's tensors by name, none of them left at its initial zeros or ones.
class Weights {
 public:
  explicit Weights(Model& model) {
    const at::NoGradGuard no_grad;
    for (runtime::Parameter& one : model.parameters()) {
      if (one.master.dim() == 1) one.master.add_(at::sin(at::arange(one.master.numel(), at::kFloat)) * 0.3);
      tensors_[one.name] = one.master;
    }
  }
  at::Tensor operator()(const std::string& name) const { return tensors_.at(name); }
  at::Tensor linear(const at::Tensor& x, const std::string& name) const {
    return at::matmul(x, tensors_.at(name + ".weight").t()) + tensors_.at(name + ".offset");
  }
  at::Tensor norm(const at::Tensor& x, const std::string& name) const {
    const at::Tensor centred = x - x.mean(-1, true);
    const at::Tensor variance = (centred * centred).mean(-1, true);
    return centred / at::sqrt(variance + 1e-5) * tensors_.at(name + ".gain") + tensors_.at(name + ".offset");
  }
  at::Tensor mlp(const at::Tensor& x, const std::string& name) const {
    return linear(at::gelu(linear(x, name + ".up")), name + ".down");
  }

 private:
  std::map<std::string, at::Tensor> tensors_;
};

/// Every patch attends to every other: (batch, patches, width) in heads of `head_dim`.
at::Tensor plain_attention(const Weights& w, const at::Tensor& x, const std::string& name, std::int64_t head_dim) {
  std::vector<at::Tensor> heads;
  const at::Tensor q = w.linear(x, name + ".q"), k = w.linear(x, name + ".k"), v = w.linear(x, name + ".v");
  for (std::int64_t first = 0; first < x.size(-1); first += head_dim) {
    const auto head = [&](const at::Tensor& all) { return all.narrow(-1, first, head_dim); };
    const at::Tensor scores = at::matmul(head(q), head(k).transpose(1, 2)) / std::sqrt(static_cast<double>(head_dim));
    heads.push_back(at::matmul(at::softmax(scores, -1), head(v)));
  }
  return w.linear(at::cat(heads, -1), name + ".out");
}

/// Of images (batch, 4 x 6 pixels of 2 channels) in patches of 2 x 2.
at::Tensor plain_vit(const Weights& w, const at::Tensor& images) {
  std::vector<at::Tensor> patches;
  for (std::int64_t row = 0; row < 4; row += 2)
    for (std::int64_t column = 0; column < 6; column += 2)
      patches.push_back(images.view({-1, 4, 6, 2}).narrow(1, row, 2).narrow(2, column, 2).reshape({-1, 8}));
  at::Tensor x = w.linear(at::stack(patches, 1), "embed") + w("pos");
  for (const std::string block : {"blocks.0.", "blocks.1."}) {
    x = x + plain_attention(w, w.norm(x, block + "attn_norm"), block + "attn", 8);
    x = x + w.mlp(w.norm(x, block + "mlp_norm"), block + "mlp");
  }
  return w.linear(w.norm(x, "norm").mean(1), "head");
}

TEST(Vit, DoesWhatItSays) {
  Model model = *Model::build(
      plan_of_samples("vit",
                      "Vit(width, depth, features = 48, classes = 5, patch = 2, channels = 2, height = 4, "
                      "head_dim = 8)",
                      16, 2),
      at::kCPU, plan::Precision::fp32);
  const Weights weights(model);
  const at::NoGradGuard no_grad;
  const at::Tensor images = at::sin(at::arange(3 * 48, at::kFloat) * 0.7).view({3, 48});
  const at::Tensor logits = model.forward(images);
  ASSERT_EQ(logits.sizes(), at::IntArrayRef({3, 5}));
  EXPECT_TRUE(at::allclose(logits, plain_vit(weights, images), 1e-4, 1e-5));
}

TEST(Vit, HasTheNumbersOfVitBase16) {
  const plan::Plan plan = plan_of_samples(
      "vit", "Vit(width, depth, features = 224 * 224 * 3, classes = 1000, patch = 16, channels = 3)", 768, 12);
  EXPECT_EQ(plan.parameters.total, 86'567'656 - 2 * 768) << "the original's, less its class token and that one's place";
}

TEST(Vit, HasTheTagsOfItsParts) {
  const plan::Plan plan = plan_of_samples("vit", "Vit(width, depth, features = 64, classes = 10, patch = 2)", 64, 1);
  std::map<std::string, std::vector<std::string>> tags;
  for (const plan::Tensor& tensor : plan.tensors) tags[tensor.name] = tensor.tags;
  EXPECT_THAT(tags["embed.weight"], ElementsAre("input", "trunk"));
  EXPECT_THAT(tags["pos"], ElementsAre("input", "trunk"));
  EXPECT_THAT(tags["blocks.0.attn.q.weight"], ElementsAre("block", "hidden"));
  EXPECT_THAT(tags["blocks.0.attn.q.offset"], ElementsAre("bias", "block", "vector"));
  EXPECT_THAT(tags["head.weight"], ElementsAre("output", "readout", "trunk"));
  EXPECT_THAT(tags["head.offset"], ElementsAre("bias", "finite", "trunk"));
}

TEST(Mlps, DoWhatTheySay) {
  for (const std::string task : {"classify", "regress"}) {
    const std::string model_line = task == "classify" ? "MlpClassifier(width, depth, features = 4, classes = 3)"
                                                      : "MlpRegressor(width, depth, features = 4)";
    Model model = *Model::build(plan_of_samples("tabular", model_line, 8, 2, task), at::kCPU, plan::Precision::fp32);
    const Weights w(model);
    const at::NoGradGuard no_grad;
    const at::Tensor rows = at::sin(at::arange(20, at::kFloat)).view({5, 4});
    at::Tensor x = w.linear(rows, "embed");
    for (const std::string block : {"blocks.0.", "blocks.1."}) x = x + w.mlp(w.norm(x, block + "norm"), block + "mlp");
    const at::Tensor outputs = model.forward(rows);
    EXPECT_EQ(outputs.size(1), task == "classify" ? 3 : 1);
    EXPECT_TRUE(at::allclose(outputs, w.linear(w.norm(x, "norm"), "head"), 1e-4, 1e-5)) << task;
  }
}

}  // namespace
}  // namespace cdp::models
