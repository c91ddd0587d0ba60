// A plan as a model of Hugging Face's transformers: config.json for GraniteForCausalLM, whose multipliers are those
// that rule sets scale, and the trained weights under its names. What is not the model's (learning rates, schedule)
// stays in the plan: with the weights, the loaded model computes the same without it.
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/export/export.h"
#include "compiler/export/hf_granite_topology.h"
#include "compiler/export/hf_granite_weights.h"

namespace cdp::exporting {
namespace {

/// What transformers draws the matrices of an untrained model from.
constexpr double kDefaultInitialStd = 0.02;

/// The standard deviation of all matrices, where they have one and nothing else is drawn.
std::optional<double> common_std(const plan::Plan& plan) {
  std::optional<double> common;
  for (const plan::Tensor& tensor : plan.tensors) {
    const bool is_normal = tensor.init.distribution == plan::Distribution::normal;
    if (is_normal != (tensor.shape.size() == 2) || plan::has_std(tensor.init.distribution) != is_normal)
      return std::nullopt;
    if (is_normal && common && *common != *tensor.init.std) return std::nullopt;
    if (is_normal) common = tensor.init.std;
  }
  return common;
}

/// Keys and values in JSON, a line each.
std::string config_of(const plan::Plan& plan, const Granite& granite, const std::string& dtype) {
  std::vector<std::pair<const char*, std::string>> lines = {
      {"architectures", R"(["GraniteForCausalLM"])"},
      {"model_type", R"("granite")"},
      {"vocab_size", std::to_string(granite.vocab)},
      {"hidden_size", std::to_string(granite.width)},
      {"intermediate_size", std::to_string(granite.hidden)},
      {"num_hidden_layers", std::to_string(granite.layers)},
      {"num_attention_heads", std::to_string(granite.heads)},
      {"num_key_value_heads", std::to_string(granite.kv_heads)},
      {"head_dim", std::to_string(granite.width / granite.heads)},
      {"hidden_act", R"("silu")"},
      {"max_position_embeddings", std::to_string(plan.training.context.value_or(1))},
      {"rope_theta", shortest(granite.rope_theta)},
      {"rope_scaling", "null"},
      {"rms_norm_eps", shortest(granite.norm_eps)},
      {"attention_bias", granite.q.offset ? "true" : "false"},
      {"mlp_bias", granite.up.offset ? "true" : "false"},
      {"attention_dropout", "0.0"},
      {"tie_word_embeddings", granite.is_tied() ? "true" : "false"},
      {"embedding_multiplier", shortest(granite.embedding_multiplier)},
      {"residual_multiplier", shortest(granite.residual_multiplier)},
      {"attention_multiplier", shortest(granite.attention_multiplier)},
      {"logits_scaling", shortest(1 / granite.logits_multiplier)},
      {"initializer_range", shortest(common_std(plan).value_or(kDefaultInitialStd))},
      // Granite's own defaults are ids of its tokenizer; generation would stop at our token 2.
      {"bos_token_id", "null"},
      {"eos_token_id", "null"},
      {"pad_token_id", "null"},
      {"use_cache", "true"},
  };
  if (!dtype.empty()) lines.emplace_back("torch_dtype", '"' + dtype + '"');
  std::string text = "{";
  for (const auto& [key, value] : lines)
    text += fmt::format("{}\n  \"{}\": {}", text.size() == 1 ? "" : ",", key, value);
  return text + "\n}\n";
}

/// Without weights the config alone makes a model, with other initial values than the plan's.
std::vector<Loss> losses_of(const plan::Plan& plan) {
  if (common_std(plan)) return {};
  std::vector<std::string> names;
  for (const plan::Tensor& tensor : plan.tensors)
    if (tensor.init.std) names.push_back(tensor.name);
  return {{"init", where_of(names), "Granite has one initializer_range; --weights takes trained ones along"}};
}

}  // namespace

Result<Export> export_hf_granite(const Input& input) {
  const auto granite = recognise_granite(input.plan);
  if (!granite) return granite.error();
  if (input.weights.empty())
    return Export{{text_file("config.json", config_of(input.plan, *granite, ""))}, losses_of(input.plan)};
  auto found = find_granite_weights(input.weights, input.plan, granite_tensors(*granite));
  if (!found) return found.error();
  const auto weights = std::make_shared<const GraniteWeights>(std::move(*found));
  // The config last: a folder that has one is whole.
  return Export{
      {granite_weights_file(weights), text_file("config.json", config_of(input.plan, *granite, torch_dtype(*weights)))},
      {}};
}

}  // namespace cdp::exporting
