// std.gpt2's arithmetic against Hugging Face's GPT-2 on the same weights: logits, loss and every gradient. The expected
// numbers are gpt2_golden.py's, which also says how the weights are made.
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

#include "runtime/graph/model.h"
#include "tests/models/models.h"
#include "tests/runtime/graph/generic_path.h"

namespace cdp::models {
namespace {

using runtime::Model;
using runtime::Parameter;

std::map<std::string, std::vector<double>> golden() {
  std::ifstream in(CDP_SOURCE_DIR "/tests/models/gpt2_golden.txt");
  std::map<std::string, std::vector<double>> lines;
  std::string line, name;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    words >> name;
    lines[name] = {std::istream_iterator<double>(words), {}};
  }
  return lines;
}

/// Hugging Face's Conv1D keeps its matrices transposed.
bool is_transposed(const std::string& name) {
  return name.find(".c_") != std::string::npos && name.ends_with(".weight");
}

at::Tensor golden_weight(const std::string& name, std::vector<std::int64_t> shape) {
  if (is_transposed(name)) std::swap(shape[0], shape[1]);
  const double phase = std::accumulate(name.begin(), name.end(), 0.0);
  const auto count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
  at::Tensor values = at::sin(at::arange(count, at::kDouble) * 0.7 + phase) * 0.3;
  if (name.find("ln_") != std::string::npos && name.ends_with(".weight")) values = values + 1;
  values = values.view(shape);
  return is_transposed(name) ? values.t() : values;
}

Model gpt2(plan::Precision precision) {
  const plan::Plan plan =
      plan_of_model("gpt2", "Gpt2(width, depth, context = context, vocab = 13, head_dim = 8)", 16, 2);
  auto model = Model::build(plan, at::kCPU, precision);
  EXPECT_TRUE(model) << model.error().text();
  const at::NoGradGuard no_grad;
  for (Parameter& one : model->parameters()) one.master.copy_(golden_weight(one.name, one.master.sizes().vec()));
  model->refresh_compute();
  return *std::move(model);
}

void expect_golden(plan::Precision precision, double tolerance) {
  const auto expected = golden();
  ASSERT_EQ(expected.size(), 2U + 28U) << "logits, loss and 28 tensors";
  const Model model = gpt2(precision);
  const at::Tensor ids = (at::arange(16, at::kLong) * 5).remainder(13).view({2, 8});
  const at::Tensor logits = model.forward(ids).to(at::kFloat);
  const at::Tensor wanted = at::tensor(expected.at("logits"), at::kFloat).view({2, 8, 13});
  EXPECT_LT((logits - wanted).abs().max().item<double>(), tolerance * wanted.abs().max().item<double>());
  const at::Tensor loss = at::cross_entropy_loss(logits.flatten(0, 1), (ids * 3 + 1).remainder(13).flatten());
  EXPECT_NEAR(loss.item<double>(), expected.at("loss")[0], tolerance * expected.at("loss")[0]);
  loss.backward();
  double largest = 0;
  for (const Parameter& one : model.parameters()) largest = std::max(largest, expected.at(one.name)[0]);
  for (const Parameter& one : model.parameters()) {
    const double norm = expected.at(one.name)[0], product = expected.at(one.name)[1];
    // A gradient much smaller than those it is made of has their rounding.
    const double allowed = 3 * tolerance * std::max(norm, 0.1 * largest);
    const at::Tensor gradient = one.compute.grad().to(at::kDouble);
    const at::Tensor flat = (is_transposed(one.name) ? gradient.t() : gradient).flatten();
    EXPECT_NEAR(flat.norm().item<double>(), norm, allowed) << one.name;
    EXPECT_NEAR(flat.dot(at::cos(at::arange(flat.numel(), at::kDouble))).item<double>(), product, allowed) << one.name;
  }
}

constexpr double kBf16 = 4e-2;  // ten roundings of 2^-8, each as it happens to fall

TEST(Gpt2, ComputesWhatHuggingFaceComputes) {
  expect_golden(plan::Precision::fp32, 1e-5);
}
TEST(Gpt2, ComputesTheSameInBf16) {
  expect_golden(plan::Precision::bf16, kBf16);
}
TEST(Gpt2, ComputesTheSameOnTheWayOfAGpu) {
  const runtime::testing::GenericPath generic;
  expect_golden(plan::Precision::fp32, 1e-5);
  expect_golden(plan::Precision::bf16, kBf16);
}

}  // namespace
}  // namespace cdp::models
