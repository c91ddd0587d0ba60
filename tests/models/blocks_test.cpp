// The library's blocks, in each order and with the options of attention, against the same written down in LibTorch's
// own operations: logits and every gradient.
#include <map>

#include "runtime/graph/model.h"
#include "tests/models/models.h"
#include "tests/runtime/graph/generic_path.h"

namespace cdp::models {
namespace {

using runtime::Model;
using runtime::Parameter;

constexpr std::int64_t kWidth = 32, kHeads = 4, kKeyHeads = 2, kWindow = 3, kTime = 8;

/// One layer: layer norms, biases, learned positions, two queries to a key, a window of three tokens.
class Plain {
 public:
  Plain(const Model& model, std::string order) : order_(std::move(order)) {
    for (const Parameter& one : model.parameters())
      weights_[one.name] = one.master.detach().clone().set_requires_grad(true);
  }

  at::Tensor forward(const at::Tensor& ids) const {
    at::Tensor x = at::embedding(weight("embed.weight"), ids) + weight("pos.weight");
    if (order_ == "pre") {
      x = x + attention(norm("blocks.0.attn_norm", x));
      x = x + mlp(norm("blocks.0.mlp_norm", x));
    } else if (order_ == "post") {
      x = norm("blocks.0.attn_norm", x + attention(x));
      return linear("head", norm("blocks.0.mlp_norm", x + mlp(x)));
    } else {
      const at::Tensor n = norm("blocks.0.norm", x);
      x = x + attention(n) + mlp(n);
    }
    return linear("head", norm("norm", x));
  }

  const at::Tensor& weight(const std::string& name) const { return weights_.at(name); }

 private:
  at::Tensor norm(const std::string& path, const at::Tensor& x) const {
    return at::layer_norm(x, {kWidth}, weight(path + ".gain"), weight(path + ".offset"), 1e-5);
  }
  at::Tensor linear(const std::string& path, const at::Tensor& x) const {
    const at::Tensor y = x.matmul(weight(path + ".weight").t());
    return weights_.contains(path + ".offset") ? y + weight(path + ".offset") : y;
  }
  at::Tensor mlp(const at::Tensor& x) const {
    return linear("blocks.0.mlp.down", at::gelu(linear("blocks.0.mlp.up", x)));
  }

  /// Head by head, token by token.
  at::Tensor attention(const at::Tensor& x) const {
    const std::int64_t d = kWidth / kHeads;
    const at::Tensor q = linear("blocks.0.attn.q", x), k = linear("blocks.0.attn.k", x),
                     v = linear("blocks.0.attn.v", x);
    std::vector<at::Tensor> heads;
    for (std::int64_t head = 0; head < kHeads; ++head) {
      const std::int64_t group = head / (kHeads / kKeyHeads);
      std::vector<at::Tensor> tokens;
      for (std::int64_t t = 0; t < kTime; ++t) {
        const std::int64_t first = std::max<std::int64_t>(0, t - kWindow + 1), seen = t + 1 - first;
        const at::Tensor keys = k.narrow(2, group * d, d).narrow(1, first, seen);  // (batch, seen, d)
        const at::Tensor values = v.narrow(2, group * d, d).narrow(1, first, seen);
        const at::Tensor query = q.narrow(2, head * d, d).narrow(1, t, 1);
        const at::Tensor scores = query.matmul(keys.transpose(1, 2)) / std::sqrt(static_cast<double>(d));
        tokens.push_back(at::softmax(scores, -1).matmul(values));
      }
      heads.push_back(at::cat(tokens, 1));
    }
    return linear("blocks.0.attn.out", at::cat(heads, 2));
  }

  std::string order_;
  std::map<std::string, at::Tensor> weights_;
};

Model random_model(const std::string& arguments) {
  const plan::Plan plan = plan_of_model(
      "gpt", "Gpt(width, depth, vocab = 20, context = context, head_dim = 8" + arguments + ")", kWidth, 1);
  auto model = Model::build(plan, at::kCPU, plan::Precision::fp32);
  EXPECT_TRUE(model) << model.error().text();
  at::manual_seed(3);
  const at::NoGradGuard no_grad;
  for (Parameter& one : model->parameters()) one.master.normal_(one.name.ends_with(".gain") ? 1 : 0, 0.3);
  return *std::move(model);
}

at::Tensor some_ids() {
  at::manual_seed(4);
  return at::randint(0, 20, {2, kTime}, at::kLong);
}

void expect_order(const std::string& order) {
  const at::Tensor ids = some_ids();
  const Model model = random_model(
      ", position = \"learned\", qk_norm = false, mlp_type = \"gelu\", kv_heads = 2, bias = true, "
      "norm_type = \"layer\", window = 3, order = \"" +
      order + "\"");
  const Plain plain(model, order);
  const at::Tensor logits = model.forward(ids), expected = plain.forward(ids);
  EXPECT_TRUE(at::allclose(logits, expected, 1e-4, 1e-4)) << order;
  logits.sin().sum().backward();
  expected.sin().sum().backward();
  for (const Parameter& one : model.parameters()) {
    const at::Tensor found = one.compute.grad(), wanted = plain.weight(one.name).grad();
    EXPECT_LT((found - wanted).norm().item<double>(), 1e-4 * wanted.norm().item<double>() + 1e-5)
        << order << " " << one.name;
  }
}

TEST(Blocks, MeanWhatTheirOrderSays) {
  for (const std::string order : {"pre", "post", "parallel"}) expect_order(order);
}
TEST(Blocks, MeanTheSameOnTheWayOfAGpu) {
  const runtime::testing::GenericPath generic;
  for (const std::string order : {"pre", "post", "parallel"}) expect_order(order);
}

/// Both ways: as the kernels compute it and as a GPU does.
void expect_equal_ways(const std::string& options) {
  const at::Tensor ids = some_ids();
  const auto gradients = [&] {
    const Model model = random_model(options);
    model.forward(ids).square().sum().backward();
    std::vector<at::Tensor> all;
    for (const Parameter& one : model.parameters()) all.push_back(one.compute.grad());
    return all;
  };
  const std::vector<at::Tensor> kernels = gradients();
  const runtime::testing::GenericPath generic;
  const std::vector<at::Tensor> found = gradients();
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_LT((found[i] - kernels[i]).norm().item<double>(), 1e-4 * kernels[i].norm().item<double>() + 1e-5)
        << options << " " << i;
}

TEST(Blocks, RunWithEveryOption) {
  const at::Tensor ids = some_ids();
  for (const std::string options :
       {", mlp_type = \"swiglu\", bias = true", ", kv_heads = 1", ", tied = true, hidden = 48",
        ", norm_type = \"layer\", order = \"post\"", ", window = 1", ", qk_norm = false"}) {
    const Model model = random_model(options);
    const at::Tensor logits = model.forward(ids);
    EXPECT_EQ(logits.sizes(), (std::vector<std::int64_t>{2, kTime, 20})) << options;
    logits.square().sum().backward();
    for (const Parameter& one : model.parameters())
      EXPECT_TRUE(at::isfinite(one.compute.grad()).all().item<bool>()) << options << " " << one.name;
    expect_equal_ways(options);
  }
}

const std::string kEncoder =
    "use std.attention\nuse std.linear\nuse std.sp\n"
    "module Encoder(width, vocab) {\n  embed: Embedding(vocab, width)\n"
    "  attn: Attention(width, heads = 4, kv_heads = 2, head_gains = true, causal = false)\n"
    "  head: Unembedding(width, vocab)\n  forward(tokens) = head(attn(embed(tokens)))\n}\n"
    "model = Encoder(width, 20)\nparameterization = sp()\n"
    "reference { width = 32; depth = 1; batch = 2 seq; duration = 1k tok; context = 8 }\n"
    "base { lr = 1e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0; init_std = 1 }\n";

TEST(Blocks, AttentionMayHaveGainsOfEachHeadAndSeeTheFuture) {
  const plan::Plan plan = plan_of("encoder.cdp", {}, kEncoder);
  std::map<std::string, std::vector<std::int64_t>> shapes;
  for (const auto& tensor : plan.tensors) shapes[tensor.name] = tensor.shape;
  EXPECT_EQ(shapes["attn.q_norm.gain"], (std::vector<std::int64_t>{4, 1, 8}));
  EXPECT_EQ(shapes["attn.k_norm.gain"], (std::vector<std::int64_t>{2, 1, 8}));
  const auto model = Model::build(plan, at::kCPU, plan::Precision::fp32);
  ASSERT_TRUE(model) << model.error().text();
  const at::Tensor ids = some_ids();
  at::Tensor changed = ids.clone();
  changed.select(1, kTime - 1).add_(1).remainder_(20);
  EXPECT_FALSE(at::allclose(model->forward(ids).select(1, 0), model->forward(changed).select(1, 0)));
}

}  // namespace
}  // namespace cdp::models
