// A small valid plan, made without the compiler: a GPT with rotary attention, RMS norms and SwiGlu. For the tests of
// the plan and of the runtime; its numbers are plausible, not derived.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/plan/groups.h"
#include "compiler/plan/plan.h"

namespace cdp::plan::testing {

struct Sample {
  std::int64_t depth = 2;
  std::int64_t width = 8;
  std::int64_t heads = 2;
  std::int64_t vocab = 16;
  std::int64_t context = 8;
  bool because = true;
};

inline Because sample_because() {
  const Reason base{"gpt.cdp:17:18", "lr = 4e-3", Effect::kSet, 0.004};
  const Reason rule{
      "std/complete_d_p.cdp:5:43", "lr *= m_in^-1", Effect::kMultiply, 0.125, {{"m_in", 8}}, {{"m_in", -1}}};
  return {{"lr", {base, rule}}, {"eps", {{"gpt.cdp:20:18", "eps = 1e-8", Effect::kSet, 1e-8}}}};
}

inline Tensor sample_tensor(const Sample& sample, std::string name, std::vector<std::int64_t> shape,
                            std::vector<std::string> tags) {
  Tensor tensor;
  tensor.name = std::move(name);
  tensor.reference_shape = shape;
  tensor.init = shape.size() == 1 ? Init{Distribution::ones, {}} : Init{Distribution::normal, 0.25};
  tensor.shape = std::move(shape);
  tensor.tags = std::move(tags);
  tensor.lr = 0.01;
  tensor.beta1 = 0.9;
  tensor.beta2 = 0.95;
  tensor.eps = 1e-8;
  tensor.weight_decay = tensor.shape.size() == 1 ? 0 : 0.1;
  if (sample.because) tensor.because = sample_because();
  return tensor;
}

inline void add_sample_layer(const Sample& sample, Plan& plan, std::int64_t layer) {
  const std::string path = "blocks." + std::to_string(layer) + ".";
  const std::int64_t width = sample.width;
  const std::int64_t inner = 4 * width;
  const auto gain = [&](const char* name) {
    plan.tensors.push_back(sample_tensor(sample, path + name, {width}, {"block", "norm", "vector"}));
  };
  const auto matrix = [&](const char* name, std::int64_t out, std::int64_t in) {
    plan.tensors.push_back(sample_tensor(sample, path + name, {out, in}, {"block", "hidden"}));
  };
  const auto multiplier = [&](const char* name, const char* tag, double value) {
    Multiplier made{path + name, {"block", tag}, value, {}};
    if (sample.because) made.because = Because{};
    plan.multipliers.push_back(std::move(made));
  };
  gain("attn_norm.gain");
  for (const char* name : {"attn.q.weight", "attn.k.weight", "attn.v.weight", "attn.o.weight"})
    matrix(name, width, width);
  multiplier("attn.scale", "attention", 0.5);
  multiplier("attn_mult", "residual", 0.5);
  gain("mlp_norm.gain");
  matrix("mlp.gate.weight", inner, width);
  matrix("mlp.up.weight", inner, width);
  matrix("mlp.down.weight", width, inner);
  multiplier("mlp_mult", "residual", 0.5);
}

/// x + attn_mult * attn(attn_norm(x)), then the same with mlp: values %10 to %29 of the body.
inline std::shared_ptr<Block> sample_body(const Sample& sample) {
  const Ordered<Scalar> heads = {{"heads", sample.heads}};
  Block body;
  body.inputs = {"%10"};
  body.nodes = {
      {"%11", "rms_norm", {"%10", "blocks.*.attn_norm.gain"}, {{"eps", 1e-6}}, {}, {}, {}},
      {"%12", "linear", {"%11", "blocks.*.attn.q.weight"}, {}, {}, {}, {}},
      {"%13", "linear", {"%11", "blocks.*.attn.k.weight"}, {}, {}, {}, {}},
      {"%14", "linear", {"%11", "blocks.*.attn.v.weight"}, {}, {}, {}, {}},
      {"%15", "split_heads", {"%12"}, heads, {}, {}, {}},
      {"%16", "split_heads", {"%13"}, heads, {}, {}, {}},
      {"%17", "split_heads", {"%14"}, heads, {}, {}, {}},
      {"%18", "rope", {"%15"}, {{"theta", 10000.0}}, {}, {}, {}},
      {"%19", "rope", {"%16"}, {}, {}, {}, {}},
      {"%20", "attention", {"%18", "%19", "%17", "blocks.*.attn.scale"}, {{"causal", true}}, {}, {}, {}},
      {"%21", "merge_heads", {"%20"}, {}, {}, {}, {}},
      {"%22", "linear", {"%21", "blocks.*.attn.o.weight"}, {}, {}, {}, {}},
      {"%23", "mul", {"blocks.*.attn_mult", "%22"}, {}, {}, {}, {}},
      {"%24", "add", {"%10", "%23"}, {}, {}, {}, {}},
      {"%25", "rms_norm", {"%24", "blocks.*.mlp_norm.gain"}, {}, {}, {}, {}},
      {"%26", "linear", {"%25", "blocks.*.mlp.gate.weight"}, {}, {}, {}, {}},
      {"%27", "linear", {"%25", "blocks.*.mlp.up.weight"}, {}, {}, {}, {}},
      {"%28", "silu", {"%26"}, {}, {}, {}, {}},
      {"%29", "mul", {"%28", "%27"}, {}, {}, {}, {}},
      {"%30", "linear", {"%29", "blocks.*.mlp.down.weight"}, {}, {}, {}, {}},
      {"%31", "mul", {"%30", "blocks.*.mlp_mult"}, {}, {}, {}, {}},
      {"%32", "add", {"%24", "%31"}, {}, {}, {}, {}},
  };
  body.output = "%32";
  return std::make_shared<Block>(std::move(body));
}

/// head(norm(blocks(embed(tokens))))
inline Block sample_graph(const Sample& sample) {
  Block graph;
  graph.inputs = {"%0"};
  graph.nodes = {
      {"%1", "lookup", {"%0", "embed.weight"}, {}, {}, {}, {}},
      {"%2", "stack", {"%1"}, {}, "blocks", sample.depth, sample_body(sample)},
      {"%3", "rms_norm", {"%2", "norm.gain"}, {}, {}, {}, {}},
      {"%4", "linear", {"%3", "head.weight"}, {}, {}, {}, {}},
  };
  graph.output = "%4";
  return graph;
}

inline Plan sample_plan(const Sample& sample = {}) {
  const auto ratio_one = [](double count, const char* unit) { return AxisScale{count, count, 1, unit}; };
  Plan plan;
  plan.compiler = "0.1.0";
  plan.spec = {"gpt.cdp", std::string(64, 'a'), {}};
  plan.target = "reference";
  plan.parameterization = {"complete_d_p", {{"alpha", std::int64_t{1}}}};
  plan.scale = {{"width", ratio_one(static_cast<double>(sample.width), "")},
                {"depth", ratio_one(static_cast<double>(sample.depth), "")},
                {"batch", ratio_one(4, "seq")},
                {"duration", ratio_one(400 * static_cast<double>(sample.context), "tok")},
                {"context", ratio_one(static_cast<double>(sample.context), "")}};
  plan.training.steps = 100, plan.training.batch = 4, plan.training.context = sample.context;
  plan.training.schedule = {ScheduleKind::linear, 2, {}, 0}, plan.training.grad_clip = 1.0;
  plan.tensors.push_back(sample_tensor(sample, "embed.weight", {sample.vocab, sample.width}, {"input", "trunk"}));
  for (std::int64_t layer = 0; layer < sample.depth; ++layer) add_sample_layer(sample, plan, layer);
  plan.tensors.push_back(sample_tensor(sample, "norm.gain", {sample.width}, {"norm", "trunk", "vector"}));
  plan.tensors.push_back(sample_tensor(sample, "head.weight", {sample.vocab, sample.width}, {"output", "trunk"}));
  for (const Tensor& tensor : plan.tensors) {
    const bool embeds = tensor.name == "embed.weight" || tensor.name == "head.weight";
    plan.parameters.total += element_count(tensor);
    plan.parameters.non_embedding += embeds ? 0 : element_count(tensor);
  }
  plan.graph = sample_graph(sample);
  return plan;
}

}  // namespace cdp::plan::testing
