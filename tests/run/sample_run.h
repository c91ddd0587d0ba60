// A plan and a log as a real run leaves them, for the report's tests: a small Gpt at twice its reference depth.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "compiler/plan/plan.h"
#include "run/log.h"

namespace cdp::run {

inline plan::Tensor sample_tensor(std::string name, std::vector<std::int64_t> shape, std::vector<std::string> tags,
                                  double std, double lr) {
  plan::Tensor tensor;
  tensor.name = std::move(name);
  tensor.shape = tensor.reference_shape = std::move(shape);
  tensor.tags = std::move(tags);
  tensor.init = {plan::Distribution::normal, std};
  if (std == 0) tensor.init = {plan::Distribution::ones, std::nullopt};
  tensor.lr = lr;
  tensor.beta1 = 0.9;
  tensor.beta2 = 0.95;
  tensor.eps = 1e-8;
  tensor.weight_decay = std == 0 ? 0 : 0.1;
  tensor.because = plan::Because{{"lr",
                                  {{"gpt.cdp:18:3", "lr = 4e-3", plan::Effect::kSet, 0.004},
                                   {"gpt.cdp:25:12", "lr *= 4", plan::Effect::kMultiply, 4}}}};
  return tensor;
}

inline void add_sample_block(plan::Plan& plan, const std::string& at, double factor) {
  using Tags = std::vector<std::string>;
  const double lr = 0.004 * factor;
  const Tags gain = {"block", "norm", "vector"};
  plan.tensors.push_back(sample_tensor(at + "attn_norm.gain", {128}, gain, 0, lr));
  for (const char* part : {"q", "k", "v", "out"}) {
    plan.tensors.push_back(sample_tensor(at + "attn." + part + ".weight", {128, 128}, {"block", "hidden"}, 0.02, lr));
  }
  for (const char* part : {"q_norm", "k_norm"}) {
    plan.tensors.push_back(sample_tensor(at + "attn." + part + ".gain", {64}, {"block", "finite", "norm"}, 0, lr));
  }
  plan.tensors.push_back(sample_tensor(at + "mlp_norm.gain", {128}, gain, 0, lr));
  for (const char* part : {"gate", "up"}) {
    plan.tensors.push_back(
        sample_tensor(at + "mlp." + part + ".weight", {512, 128}, {"block", "hidden"}, 0.02, lr * 1.3));
  }
  plan.tensors.push_back(sample_tensor(at + "mlp.down.weight", {128, 512}, {"block", "hidden"}, 0.02, lr * 1.3));
  for (const char* part : {"attn_mult", "mlp_mult"}) {
    plan.multipliers.push_back({at + part, {"block", "residual"}, 0.5, std::nullopt});
  }
}

inline plan::Plan sample_plan() {
  plan::Plan plan;
  plan.compiler = "0.1.0";
  plan.spec = {"gpt.cdp", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", {}};
  plan.target = "deep";
  plan.parameterization = {"complete_d_p", {{"alpha", std::int64_t{1}}}};
  plan.scale = {{"width", {128, 128, 1, ""}},
                {"depth", {4, 8, 2, ""}},
                {"batch", {32, 32, 1, "seq"}},
                {"duration", {1e7, 5e6, 0.5, "tok"}},
                {"context", {256, 256, 1, ""}}};
  plan.training.steps = 610;
  plan.training.batch = 32;
  plan.training.context = 256;
  plan.training.schedule = {plan::ScheduleKind::linear, 12, std::nullopt, 0};
  plan.training.grad_clip = 1;
  plan.training.precision = plan::Precision::bf16;
  plan.parameters = {2162304, 2096768};
  plan.tensors.push_back(sample_tensor("embed.weight", {256, 128}, {"input", "trunk"}, 1, 0.016));
  const double along[] = {1.2, 1.2, 1.1, 1.1, 1.0, 0.9, 0.8, 0.8};
  for (int i = 0; i < 8; ++i) add_sample_block(plan, "blocks." + std::to_string(i) + ".", along[i]);
  plan.tensors.push_back(sample_tensor("norm.gain", {128}, {"norm", "trunk", "vector"}, 0, 0.004));
  plan.tensors.push_back(sample_tensor("head.weight", {256, 128}, {"output", "trunk"}, 0.02, 0.004));
  return plan;
}

/// Losses that fall as such runs' losses do, with noise from a fixed recurrence.
inline Log sample_log(std::int64_t steps = 610) {
  Log log;
  log.corpus = CorpusLine{41230112, 40817811, 412301, 3.351, 2.312, 1893};
  std::uint32_t state = 1;
  const auto noise = [&] {
    double sum = 0;
    for (int i = 0; i < 4; ++i) sum += static_cast<double>((state = state * 1664525u + 1013904223u) >> 8) / (1 << 24);
    return sum - 2;
  };
  for (std::int64_t step = 1; step <= steps; ++step) {
    const double t = static_cast<double>(step);
    const double truth = 1.12 + 2.1 * std::exp(-t / 70) + 2.3 * std::exp(-t / 9) + 0.35 * std::exp(-t / 400);
    TrainLine point;
    point.step = step;
    point.items = step * 32 * 256;
    point.loss = truth + 0.06 * noise();
    point.lr_factor = step < 12 ? t / 12 : (610 - t) / 598;
    point.grad_norm = 0.25 + 3 * std::exp(-t / 25) * (1 + 0.4 * noise()) + 0.05 * noise();
    point.items_per_second = 47000 * (1 + 0.03 * noise());
    point.seconds = t * 0.174;
    log.train.push_back(point);
    if (step % 50 == 0) log.evals.push_back({step, point.items, truth + 0.03 + 0.01 * noise()});
  }
  log.end = EndLine{steps, EndReason::kFinished, static_cast<double>(steps) * 0.174};
  return log;
}

}  // namespace cdp::run
