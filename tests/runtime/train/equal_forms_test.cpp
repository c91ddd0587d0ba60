// f = c W x trains alike in two forms: (std s, lr e, eps p, weight decay w, multiplier c) and, absorbed into the
// matrix, (s c, e c, p / c, w / c, 1), for Adam. Once by that formula, once as the rule sets `mup` (Table 8 of
// arXiv:2203.03466) and `mup_table_3` compile it.
#include <algorithm>

#include <gtest/gtest.h>

#include "compiler/plan/json.h"
#include "runtime/graph/model.h"
#include "runtime/optim/optimizer.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

constexpr std::int64_t kSteps = 30;

/// Width x3: three is no power of two, so that rounding differs and only the mathematics is equal.
std::string spec_of(const std::string& rules) {
  return "use std.gpt\nuse std.mup\n"
         "model = Gpt(width, depth, vocab = 64, context = context, head_dim = 16)\nparameterization = " +
         rules +
         "()\n"
         "reference { width = 32; depth = 2; batch = 4 seq; duration = 30 steps; context = 16 }\n"
         "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-5; weight_decay = 0.5; init_std = 0.1 }\n"
         "target wide { width = 96 }\n";
}

plan::Plan compiled(const std::string& rules) {
  const test::TempFolder folder;
  const std::string path = folder.write("spec.cdp", spec_of(rules));
  const auto result = test::run({CDP_PROGRAMS_DIR "/cdp", "compile", path, "--target", "wide"});
  EXPECT_EQ(result.exit_code, 0) << result.text();
  auto plan = plan::from_json(result.out);
  EXPECT_TRUE(plan) << plan.error().text();
  return plan ? *std::move(plan) : plan::Plan{};
}

template <class Part>
Part& part_of(std::vector<Part>& parts, const std::string& name) {
  const auto at = std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.name == name; });
  EXPECT_NE(at, parts.end()) << name;
  return *at;
}

/// The plan with the unembedding's multiplier worked into its matrix.
plan::Plan absorbed(plan::Plan plan) {
  plan::Tensor& head = part_of(plan.tensors, "head.weight");
  double& c = part_of(plan.multipliers, "head.mult").value;
  *head.init.std *= c;
  head.lr *= c;
  *head.eps /= c;
  head.weight_decay /= c;
  c = 1;
  return plan;
}

/// The losses of a run on sequences that repeat, in fp32.
std::vector<double> losses(const plan::Plan& plan) {
  auto model = Model::build(plan, at::kCPU, plan::Precision::fp32);
  EXPECT_TRUE(model) << model.error().text();
  Optimizer optimizer(plan, model->parameters());
  std::vector<double> losses;
  for (std::int64_t step = 0; step < kSteps; ++step) {
    at::manual_seed(step);
    const at::Tensor start = at::randint(64, {4, 1}, at::kLong);
    const at::Tensor ids = (start + at::arange(17, at::kLong) * 7).remainder(64);  // (batch, time + 1)
    const at::Tensor logits = model->forward(ids.narrow(1, 0, 16).contiguous());
    const at::Tensor loss =
        at::cross_entropy_loss(logits.reshape({-1, 64}), ids.narrow(1, 1, 16).contiguous().reshape({-1}));
    loss.backward();
    losses.push_back(loss.item<double>());
    optimizer.step(1);
    optimizer.forget_gradients();
  }
  return losses;
}

void expect_alike(const plan::Plan& multiplied, const plan::Plan& in_matrix) {
  const std::vector<double> a = losses(multiplied), b = losses(in_matrix);
  EXPECT_LT(a.back(), a.front() - 1) << "it learns, so that equality says something";
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 2e-4 * a[i]) << "step " << i;
}

TEST(EqualForms, TheMultiplierMayBeWorkedIntoTheMatrix) {
  plan::Plan plan = compiled("mup");
  EXPECT_NEAR(part_of(plan.multipliers, "head.mult").value, 1.0 / 3, 1e-15);  // 15 digits
  expect_alike(plan, absorbed(plan));
}

TEST(EqualForms, MupsTwoTablesTrainAlike) {
  plan::Plan table_8 = compiled("mup"), table_3 = compiled("mup_table_3");
  const plan::Tensor& expected = part_of(table_3.tensors, "head.weight");
  const plan::Plan by_formula = absorbed(table_8);
  const plan::Tensor& head = *std::find_if(by_formula.tensors.begin(), by_formula.tensors.end(),
                                           [](const auto& t) { return t.name == "head.weight"; });
  EXPECT_NEAR(*head.init.std, *expected.init.std, 1e-15);
  EXPECT_NEAR(head.lr, expected.lr, 1e-15);
  EXPECT_NEAR(*head.eps, *expected.eps, 1e-18);
  EXPECT_NEAR(head.weight_decay, expected.weight_decay, 1e-12);
  expect_alike(table_8, table_3);
}

TEST(EqualForms, WithoutTheFormulasRatesTheyDiffer) {
  plan::Plan plan = compiled("mup"), wrong = absorbed(plan);
  part_of(wrong.tensors, "head.weight").lr *= 3;
  const std::vector<double> a = losses(plan), b = losses(wrong);
  EXPECT_GT(std::abs(a.back() - b.back()), 2e-3 * a.back()) << "the test above would see it";
}

}  // namespace
}  // namespace cdp::runtime
