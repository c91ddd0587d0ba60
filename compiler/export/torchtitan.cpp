// torchtitan's optimizer and schedule in its own configuration, which is Python: regexes over parameter names, of which
// the first that matches wins; one that matches nothing, and a parameter that none matches, are errors there. Here each
// tensor has exactly one.
#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "compiler/export/adamw.h"
#include "compiler/export/attention.h"
#include "compiler/export/python.h"

namespace cdp::exporting {
namespace {

constexpr std::string_view kHow =
    "# In a function of config_registry.py:\n"
    "#     Trainer.Config(optimizer=plan.optimizer, lr_scheduler=plan.lr_scheduler,\n"
    "#                    training=TrainingConfig(**plan.training, ...), ...)\n"
    "# The model's parameters must have the plan's names.\n";

constexpr std::string_view kImports =
    "from torchtitan.components.optimizer import LRSchedulersContainer, OptimizersContainer, ParamGroupConfig\n"
    "\n"
    "# What activation checkpointing and compile put between the parts of a name.\n"
    "_DOT = r\"(?:\\._checkpoint_wrapped_module|\\._orig_mod)*\\.\"\n"
    "\n"
    "\n"
    "def _exactly(*names: str) -> str:\n"
    "    return \"^(?:\" + \"|\".join(names).replace(\".\", _DOT) + \")$\"\n"
    "\n"
    "\n"
    "def _adamw(*names: str, lr: float, betas: tuple[float, float], eps: float, weight_decay: float) -> "
    "ParamGroupConfig:\n"
    "    settings = dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)\n"
    "    return ParamGroupConfig(pattern=_exactly(*names), optimizer_name=\"AdamW\", optimizer_kwargs=settings)\n"
    "\n"
    "\n";

/// What means something to a regex or ends a raw string stands as an escape that both read as the character.
std::string literal(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte >= 0x80 || std::isalnum(byte) != 0 || c == '_' || c == '.';
    out += plain ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  return out;
}

/// A name as _exactly() takes it: `blocks.\d+.attn.q.weight`, `blocks.(?:0|2).attn.q.weight`, `blocks.3.attn.q.weight`.
std::string pattern_of(const FoldedName& name) {
  if (name.layers.empty()) return literal(name.name);
  std::string layers = name.layers.front();
  if (name.layers.size() > 1) layers = fmt::format("(?:{})", fmt::join(name.layers, "|"));
  if (name.all) layers = "\\d+";
  const std::size_t star = name.name.find('*');
  return literal(name.name.substr(0, star)) + layers + literal(name.name.substr(star + 1));
}

std::string group_text(const AdamWGroup& group, const LayerFolder& folder) {
  std::string text = "        _adamw(\n";
  for (const FoldedName& name : folder.fold(group.names))
    text += fmt::format("            r\"{}\",\n", pattern_of(name));
  const AdamW& s = group.settings;
  return text + fmt::format("            lr={}, betas=({}, {}), eps={}, weight_decay={},\n        ),\n",
                            python_float(s.lr), python_float(s.beta1), python_float(s.beta2), python_float(s.eps),
                            python_float(s.weight_decay));
}

/// torchtitan's schedule in its own numbers: it is warm after `warmup` steps, and decays in the last `decay` of
/// `total`, towards the floor in the step after the last, as ours does.
struct Schedule {
  std::int64_t warmup = 0, total = 0, decay = 0;
};

Schedule schedule_of(const plan::Training& training) {
  const plan::Schedule& ours = training.schedule;
  Schedule out{ours.warmup_steps, training.steps, 0};
  if (ours.kind == plan::ScheduleKind::wsd) out.decay = ours.decay_steps.value_or(0);
  if (ours.kind == plan::ScheduleKind::linear || ours.kind == plan::ScheduleKind::cosine)
    out.decay = training.steps - ours.warmup_steps;
  return out;
}

std::string schedule_text(const plan::Training& training) {
  const Schedule s = schedule_of(training);
  // torchtitan rounds total * ratio
  const double ratio = static_cast<double>(s.decay) / static_cast<double>(s.total);
  return fmt::format(
      "lr_scheduler = LRSchedulersContainer.Config(\n"
      "    warmup_steps={}, total_steps={}, decay_ratio={}, decay_type=\"{}\", min_lr_factor={}\n)\n",
      s.warmup, s.total, python_float(ratio),
      training.schedule.kind == plan::ScheduleKind::cosine ? "cosine" : "linear",
      python_float(training.schedule.floor));
}

std::string training_text(const plan::Training& training) {
  std::string text = fmt::format("training = dict(\n    steps={},\n", training.steps);
  if (training.context)
    text += fmt::format("    max_context_length={},\n    num_tokens_per_train_step={},\n", *training.context,
                        *training.context * training.batch);
  text += fmt::format("    max_norm={},\n", training.grad_clip ? python_float(*training.grad_clip) : "float(\"inf\")");
  return text + fmt::format("    mixed_precision_param=\"{}\",\n)\n",
                            training.precision == plan::Precision::bf16 ? "bfloat16" : "float32");
}

std::vector<Loss> losses_of(const plan::Plan& plan) {
  return model_losses(plan, unusual_multipliers(plan),
                      "its models draw their own; call init_ of cdp_plan.py before training");
}

}  // namespace

Result<Export> export_torchtitan(const Input& input) {
  const plan::Plan& plan = input.plan;
  if (const Status possible = only_adamw(plan, "torchtitan"); !possible) return possible.error();
  std::string text = python_head(plan, "Optimizer and schedule for torchtitan", kHow);
  text += fmt::format("{}optimizer = OptimizersContainer.Config(\n    param_groups=[\n", kImports);
  const LayerFolder folder(tensor_names(plan));
  for (const AdamWGroup& group : adamw_groups(plan)) text += group_text(group, folder);
  text += "    ]\n)\n\n" + schedule_text(plan.training) + "\n" + training_text(plan.training);
  return Export{{text_file("", std::move(text))}, losses_of(plan)};
}

}  // namespace cdp::exporting
