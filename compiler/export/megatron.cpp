// Megatron-Core's optimizer settings: globs over parameter names, of which all that match are merged, and unequal
// values raise. Here every parameter has exactly one. Megatron fuses q, k and v, and gate and up; what these have apart
// is lost.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/export/adamw.h"
#include "compiler/export/attention.h"
#include "compiler/export/python.h"
#include "compiler/plan/graph_index.h"

namespace cdp::exporting {
namespace {

constexpr auto kNames = std::to_array<std::pair<std::string_view, std::string_view>>({
#define MEGATRON_NAME(tensor, parameter) {tensor, parameter},
#include "compiler/export/megatron_names.def"
#undef MEGATRON_NAME
});

constexpr std::string_view kHow =
    "# Start pretrain_gpt.py with *ARGUMENTS, set TRANSFORMER_CONFIG in the model's TransformerConfig, and give\n"
    "# get_megatron_optimizer(..., config_overrides=config_overrides(pipeline_model_parallel_size)).\n"
    "# check(model) finds parameters that no settings are for: Megatron would give them those of ARGUMENTS.\n";

constexpr std::string_view kImports =
    "from megatron.core.optimizer import ParamKey\n"
    "from megatron.core.optimizer_param_scheduler import ParamGroupOverride\n"
    "\n"
    "\n"
    "def _adamw(lr: float, floor: float, betas: tuple[float, float], eps: float, weight_decay: float) -> "
    "ParamGroupOverride:\n"
    "    return dict(max_lr=lr, min_lr=lr * floor, betas=betas, eps=eps, start_wd=weight_decay, end_wd=weight_decay)\n"
    "\n"
    "\n"
    "# Each parameter is of one line. Names of both implementations are there, Transformer Engine's and the local "
    "one.\n";

constexpr std::string_view kFunctions =
    "def config_overrides(pipeline_model_parallel_size: int = 1) -> dict[ParamKey, ParamGroupOverride]:\n"
    "    if BY_LAYER and pipeline_model_parallel_size > 1:\n"
    "        raise ValueError(\"settings differ by layer, and Megatron counts layers within a pipeline stage\")\n"
    "    return {ParamKey(name=names): settings for names, settings in SETTINGS}\n"
    "\n"
    "\n"
    "def check(model) -> None:\n"
    "    keys = list(config_overrides())\n"
    "    for name, parameter in model.named_parameters():\n"
    "        if parameter.requires_grad and not any(key.matches(parameter, name) for key in keys):\n"
    "            raise ValueError(f\"the plan has no tensor for the parameter {name}\")\n";

/// A parameter of Megatron and the tensors that it is made of, in the order of the plan.
struct Parameter {
  std::string name;
  std::vector<std::string> tensors;
  AdamW settings;  // of the first tensor
};

/// With Megatron's names in the place of the plan's; an error for a tensor that has none.
Result<std::vector<Parameter>> parameters_of(const plan::Plan& plan) {
  std::vector<Parameter> parameters;
  std::map<std::string, std::size_t> known;
  for (const plan::Tensor& tensor : plan.tensors) {
    const FoldedName folded = fold_layer(tensor.name);
    bool found = false;
    for (const auto& [ours, theirs] : kNames) {
      if (ours != folded.name) continue;
      found = true;
      std::string name(theirs);
      if (!folded.layers.empty()) name.replace(name.find('*'), 1, folded.layers.front());
      const auto [at, is_new] = known.emplace(name, parameters.size());
      if (is_new) parameters.push_back({name, {}, adamw_settings(plan, tensor)});
      parameters[at->second].tensors.push_back(tensor.name);
    }
    if (!found)
      return Error{
          fmt::format("Megatron's GPTModel has no parameter for the tensor `{}`; the models of std.gpt (of order "
                      "\"pre\") and std.gpt2 can be exported",
                      tensor.name),
          ""};
  }
  return parameters;
}

/// What a fused parameter's tensors have apart.
std::vector<Loss> fused_losses(const plan::Plan& plan, const std::vector<Parameter>& parameters) {
  std::map<std::string, const plan::Tensor*> tensors;
  for (const plan::Tensor& tensor : plan.tensors) tensors[tensor.name] = &tensor;
  std::map<std::string, std::set<std::string>> lost;  // by the tensor whose settings are taken
  for (const Parameter& parameter : parameters)
    for (const std::string& name : parameter.tensors)
      if (!(adamw_settings(plan, *tensors[name]) == parameter.settings))
        lost[fold_layer(parameter.tensors.front()).name].insert(name);
  std::vector<Loss> losses;
  for (const auto& [taken, names] : lost)
    losses.push_back({"the settings", where_of({names.begin(), names.end()}),
                      fmt::format("Megatron fuses them with `{}`, whose settings all get", taken)});
  return losses;
}

/// The parameters that a tensor of the graph stands for.
std::vector<std::string_view> theirs_of(const plan::GraphArgument& argument) {
  std::vector<std::string_view> names;
  const auto* tensor = std::get_if<std::string>(&argument);
  for (const auto& [ours, theirs] : kNames)
    if (tensor != nullptr && ours == *tensor) names.push_back(theirs);
  return names;
}

/// What stands before Megatron's layer `self_attention.linear_qkv`, or `mlp.linear_fc1`: the norm that it fuses into
/// it.
std::string norm_before(std::string_view matrix) {
  constexpr std::string_view kMatrix = "weight";
  const std::string norm = std::string(matrix.substr(0, matrix.size() - kMatrix.size())) + "layer_norm_weight";
  const auto names = [&](const auto& row) { return row.second == norm; };
  return std::any_of(kNames.begin(), kNames.end(), names) ? norm : "";
}

/// Whether the value comes out of that norm; one without a gain is of no name.
bool is_normed(const plan::Node* before, std::string_view norm) {
  const plan::Operation* operation = before == nullptr ? nullptr : plan::find_operation(before->op);
  if (operation == nullptr || operation->transfer != plan::Transfer::kNormalises) return false;
  if (before->args.size() < 2) return true;
  const auto theirs = theirs_of(before->args[1]);
  return std::find(theirs.begin(), theirs.end(), norm) != theirs.end();
}

/// Matrices that do not read the norm which Megatron has before them: the norms stand behind the branches, or two
/// branches share one.
void without_norm(const plan::Block& block, std::set<std::string>& matrices) {
  const plan::BlockIndex index(block);
  for (const plan::Node& node : block.nodes) {
    if (node.body) without_norm(*node.body, matrices);
    if (!plan::is_op(&node, plan::Op::linear)) continue;
    for (const std::string_view theirs : theirs_of(node.args[1])) {
      const std::string norm = norm_before(theirs);
      if (!norm.empty() && !is_normed(index.maker_of(node.args[0]), norm))
        matrices.insert(*plan::parameter_in(node.args[1]));
    }
  }
}

/// Where the norms of a block stand elsewhere than Megatron's.
std::optional<Loss> norm_loss(const plan::Plan& plan) {
  std::set<std::string> matrices;
  without_norm(plan.graph, matrices);
  if (matrices.empty()) return std::nullopt;
  return Loss{
      "where the norms stand", where_of({matrices.begin(), matrices.end()}),
      "Megatron's layers norm what goes into attention (`input_layernorm`) and into the mlp "
      "(`pre_mlp_layernorm`), and this model does not: the norms' settings get there, but it computes something "
      "else"};
}

std::string settings_text(const plan::Plan& plan, const std::vector<AdamWGroup>& groups, const LayerFolder& folder,
                          bool& by_layer) {
  std::string text = "SETTINGS = [\n";
  for (const AdamWGroup& group : groups) {
    text += "    ((\n";
    for (const FoldedName& name : folder.fold(group.names)) {
      by_layer = by_layer || (!name.layers.empty() && !name.all);
      if (name.layers.empty() || name.all) {
        text += fmt::format("        \"*{}\",\n", name.name);
        continue;
      }
      for (const std::string& layer : name.layers)
        text += fmt::format("        \"*{}\",\n", std::string(name.name).replace(name.name.find('*'), 1, layer));
    }
    const AdamW& s = group.settings;
    text += fmt::format("    ), _adamw(lr={}, floor={}, betas=({}, {}), eps={}, weight_decay={})),\n",
                        python_float(s.lr), python_float(plan.training.schedule.floor), python_float(s.beta1),
                        python_float(s.beta2), python_float(s.eps), python_float(s.weight_decay));
  }
  return text + "]\n";
}

/// Megatron sets the learning rate before it counts the step, so the warm-up's first step is at 0 and each of its steps
/// is one late. What follows the warm-up is ours.
bool is_late(const plan::Training& training) {
  return training.schedule.warmup_steps > 0;
}

std::string arguments_text(const plan::Plan& plan, const AdamW& usual) {
  const plan::Training& t = plan.training;
  std::string text = "ARGUMENTS = [\n";
  const auto add = [&text](std::string_view name, const std::string& value) {
    text += value.empty() ? fmt::format("    \"{}\",\n", name) : fmt::format("    \"{}\", \"{}\",\n", name, value);
  };
  const bool is_wsd = t.schedule.kind == plan::ScheduleKind::wsd;
  add("--optimizer", "adam");
  add("--lr", shortest(usual.lr));
  add("--min-lr", shortest(usual.lr * t.schedule.floor));
  add("--weight-decay", shortest(usual.weight_decay));
  add("--adam-beta1", shortest(usual.beta1));
  add("--adam-beta2", shortest(usual.beta2));
  add("--adam-eps", shortest(usual.eps));
  add("--clip-grad", shortest(t.grad_clip.value_or(0)));
  add("--train-iters", std::to_string(t.steps));
  add("--global-batch-size", std::to_string(t.batch));
  if (t.context) add("--seq-length", std::to_string(*t.context));
  add("--lr-decay-style", is_wsd ? "WSD" : std::string(word(t.schedule.kind)));
  add("--lr-warmup-iters", std::to_string(t.schedule.warmup_steps));
  add("--lr-decay-iters", std::to_string(std::max(t.steps, t.schedule.warmup_steps + 1)));  // it wants some decay
  if (is_wsd) {
    add("--lr-wsd-decay-style", "linear");
    add("--lr-wsd-decay-iters", std::to_string(t.schedule.decay_steps.value_or(0)));
  }
  if (t.precision == plan::Precision::bf16) add("--bf16", "");
  add("--seed", std::to_string(t.seed));
  return text + "]\n";
}

bool scales_attention(const plan::Multiplier& multiplier) {
  return std::find(multiplier.tags.begin(), multiplier.tags.end(), "attention") != multiplier.tags.end();
}

/// The factor on attention's logits, where all layers have the same: Megatron has a place for it.
std::optional<double> softmax_scale(const plan::Plan& plan) {
  std::optional<double> scale;
  for (const plan::Multiplier& multiplier : plan.multipliers) {
    if (!scales_attention(multiplier)) continue;
    if (scale && *scale != multiplier.value) return std::nullopt;
    scale = multiplier.value;
  }
  return scale;
}

std::vector<Loss> losses_of(const plan::Plan& plan, const std::vector<Parameter>& parameters) {
  std::vector<plan::Multiplier> multipliers = unusual_multipliers(plan);
  if (softmax_scale(plan)) std::erase_if(multipliers, scales_attention);
  std::vector<Loss> losses = fused_losses(plan, parameters);
  for (Loss& loss : model_losses(plan, multipliers, "its init_method and init_method_std know no single tensors"))
    losses.push_back(std::move(loss));
  if (auto loss = norm_loss(plan)) losses.push_back(std::move(*loss));
  if (is_late(plan.training))
    losses.push_back(
        {"the warm-up", "", "it counts a step after it, so that each step of it is one late and the first is at 0"});
  return losses;
}

}  // namespace

Result<Export> export_megatron(const Input& input) {
  const plan::Plan& plan = input.plan;
  if (const Status possible = only_adamw(plan, "Megatron"); !possible) return possible.error();
  const auto parameters = parameters_of(plan);
  if (!parameters) return parameters.error();
  std::vector<NamedAdamW> named;
  std::vector<std::string> everything;
  for (const Parameter& parameter : *parameters) {
    named.push_back({parameter.name, parameter.settings});
    everything.push_back(parameter.name);
  }
  const std::vector<AdamWGroup> groups = adamw_groups(named);
  bool by_layer = false;
  const std::string settings = settings_text(plan, groups, LayerFolder(everything), by_layer);
  const auto usual = std::max_element(groups.begin(), groups.end(), [](const AdamWGroup& a, const AdamWGroup& b) {
    return a.names.size() < b.names.size();
  });
  std::string text = python_head(plan, "Optimizer settings for Megatron-Core", kHow);
  text += fmt::format("{}{}BY_LAYER = {}\n\n{}\n", kImports, settings, by_layer ? "True" : "False",
                      arguments_text(plan, usual->settings));
  const auto scale = softmax_scale(plan);
  text += fmt::format("TRANSFORMER_CONFIG = {{{}}}\n\n\n",
                      scale ? fmt::format("\"softmax_scale\": {}", python_float(*scale)) : std::string());
  text += kFunctions;
  return Export{{text_file("", std::move(text))}, losses_of(plan, *parameters)};
}

}  // namespace cdp::exporting
