// The plan as Markdown tables for people: tensors of equal settings in one row, numbers to four digits. What is exact
// is the plan and its CSV.
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/harmless.h"
#include "compiler/base/number_text.h"
#include "compiler/export/export.h"
#include "compiler/plan/groups.h"

namespace cdp::exporting {
namespace {

/// As Markdown shows it word for word, also in a table; it may well be read in a terminal.
std::string escaped(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  std::string out;
  for (const char c : harmless(text)) {
    if (std::string_view("\\`*_{}[]<>()#+!|~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// As code, but for a name that would end it or the table's cell.
std::string code(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    const bool plain = name.find_first_of("`|\n\r") == std::string::npos;
    out += (out.empty() ? "" : "<br>") + (plain ? "`" + harmless(name) + "`" : escaped(name));
  }
  return out;
}

std::string row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string number(const std::optional<double>& value) {
  return value ? short_number(*value) : std::string();
}

std::string head(const plan::Plan& plan) {
  const plan::Training& t = plan.training;
  std::string text = fmt::format("# {} at {}\n\n", escaped(plan.spec.path), escaped(plan.target));
  text += fmt::format("{} parameters, {}. {} steps of {} {}", with_suffix(static_cast<double>(plan.parameters.total)),
                      escaped(plan.parameterization.name), t.steps, t.batch, t.context ? "sequences" : "samples");
  if (t.context) text += fmt::format(" of {} tokens", *t.context);
  text += fmt::format(", {}, {}; weight decay is {}. Schedule: {}, {} steps of warm-up", t.optimizer, t.precision,
                      plan.conventions.weight_decay, t.schedule.kind, t.schedule.warmup_steps);
  if (t.schedule.decay_steps) text += fmt::format(", {} of decay", *t.schedule.decay_steps);
  text += fmt::format(", floor {}.", short_number(t.schedule.floor));
  if (t.grad_clip) text += fmt::format(" Gradients are clipped to {}.", short_number(*t.grad_clip));
  return text + "\n\n";
}

std::string scale_table(const plan::Plan& plan) {
  std::string text = row({"axis", "reference", "target", "ratio"}) + "|---|--:|--:|--:|\n";
  for (const auto& [axis, scale] : plan.scale) {
    const std::string unit = scale.unit.empty() ? "" : " " + escaped(scale.unit);
    text += row({escaped(axis), with_suffix(scale.reference) + unit, with_suffix(scale.target) + unit,
                 short_number(scale.ratio)});
  }
  return text + "\n";
}

std::string tensor_table(const plan::Plan& plan) {
  std::string text =
      row({"tensors", "shape", "tags", "initial values", "optimizer", "lr", "beta1", "beta2", "eps", "weight decay"}) +
      "|---|---|---|---|---|--:|--:|--:|--:|--:|\n";
  for (const plan::TensorGroup& group : plan::tensor_groups(plan)) {
    const plan::Tensor& t = *group.settings;
    text += row({code(group.names), fmt::format("{}", fmt::join(t.shape, " × ")),
                 escaped(fmt::format("{}", fmt::join(t.tags, " "))),
                 t.init.std ? fmt::format("{}, std {}", t.init.distribution, short_number(*t.init.std))
                            : std::string(word(t.init.distribution)),
                 std::string(word(t.optimizer.value_or(plan.training.optimizer))), short_number(t.lr),
                 short_number(t.beta1), number(t.beta2), number(t.eps), short_number(t.weight_decay)});
  }
  return text;
}

std::string multiplier_table(const plan::Plan& plan) {
  if (plan.multipliers.empty()) return "";
  std::string text = "\n" + row({"multipliers", "tags", "value"}) + "|---|---|--:|\n";
  for (const plan::MultiplierGroup& group : plan::multiplier_groups(plan))
    text += row({code(group.names), escaped(fmt::format("{}", fmt::join(group.settings->tags, " "))),
                 short_number(group.settings->value)});
  return text;
}

}  // namespace

Result<Export> export_markdown(const Input& input) {
  const plan::Plan& plan = input.plan;
  return Export{{text_file("", head(plan) + scale_table(plan) + tensor_table(plan) + multiplier_table(plan))}, {}};
}

}  // namespace cdp::exporting
