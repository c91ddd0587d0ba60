// See compile.h.
#include "study/compile/compile.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "compiler/pipeline/emit.h"
#include "compiler/plan/graph_index.h"
#include "compiler/plan/scalar_text.h"

namespace cdp::study {
namespace {

/// How often attention runs, all layers of stacks counted.
double attentions(const plan::Block& block) {
  double count = 0;
  for (const plan::Node& node : block.nodes) {
    if (node.body) count += static_cast<double>(node.count.value_or(1)) * attentions(*node.body);
    if (plan::is_op(&node, plan::Op::attention)) ++count;
  }
  return count;
}

double numbers(const plan::Tensor& tensor) {
  double product = 1;
  for (const std::int64_t dim : tensor.shape) product *= static_cast<double>(dim);
  return product;
}

bool has(const plan::Tensor& tensor, std::string_view tag) {
  return std::find(tensor.tags.begin(), tensor.tags.end(), tag) != tensor.tags.end();
}

/// `complete_d_p(alpha = 1, betas = "linear")`
std::string rules_call(const plan::Parameterization& rules) {
  std::string arguments;
  for (const auto& [name, value] : rules.arguments)
    arguments += fmt::format("{}{} = {}", arguments.empty() ? "" : ", ", name, plan::scalar_text(value));
  return fmt::format("{}({})", rules.name, arguments);
}

}  // namespace

std::string settings_text(const StudiedSpec& spec) {
  return nlohmann::ordered_json{{"target", spec.target}, {"set", spec.sets}}.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void read_settings(const std::string& text, StudiedSpec& spec) {
  const auto read = nlohmann::json::parse(text, nullptr, false);
  if (!read.is_object()) return;
  if (read.contains("target") && read["target"].is_string()) spec.target = read["target"].get<std::string>();
  if (!read.contains("set") || !read["set"].is_array()) return;
  for (const auto& set : read["set"])
    if (set.is_string()) spec.sets.push_back(set.get<std::string>());
}

CompiledTrial compile(const StudiedSpec& spec, const TrialPoint& point) {
  pipeline::ScaleAndConfig choice;
  choice.target = spec.target;
  choice.config = spec.config;
  for (const auto& [axis, value] : point.at)
    choice.at += fmt::format("{}{}={}", choice.at.empty() ? "" : ",", axis, value);
  choice.sets = spec.sets;
  choice.sets.insert(choice.sets.end(), point.sets.begin(), point.sets.end());
  CompiledTrial out;
  out.opened = pipeline::open_spec(spec.source, choice);
  if (!out.opened.scaled) return out;
  out.plan = pipeline::emit(*out.opened.analysis, *out.opened.scaled, pipeline::Reasons::kLeaveOut);
  out.plan->training.seed = point.seed;
  return out;
}

std::map<std::string, double> scale_of(const plan::Plan& plan) {
  std::map<std::string, double> scale;
  for (const auto& [axis, at] : plan.scale) scale[axis] = at.target;
  scale["params"] = static_cast<double>(plan.parameters.non_embedding);
  return scale;
}

std::map<std::string, std::string> tags_of(const plan::Plan& plan) {
  return {{"optimizer", fmt::format("{}", plan.training.optimizer)},
          {"schedule", fmt::format("{}", plan.training.schedule.kind)},
          {"decay", fmt::format("{}", plan.conventions.weight_decay)},
          {"precision", fmt::format("{}", plan.training.precision)},
          {"rules", rules_call(plan.parameterization)}};
}

double flops_of(const plan::Plan& plan) {
  double multiplied = 0;
  for (const plan::Tensor& tensor : plan.tensors) {
    const bool looked_up = has(tensor, "input") && !has(tensor, "tied") && plan.training.context.has_value();
    if (tensor.shape.size() > 1 && !looked_up) multiplied += numbers(tensor);
  }
  const auto context = static_cast<double>(plan.training.context.value_or(0));
  double attention = 0;
  for (const auto& [axis, at] : plan.scale)
    if (axis == "width") attention = 12 * attentions(plan.graph) * at.target * context;
  const double items =
      static_cast<double>(plan.training.steps) * static_cast<double>(plan.training.batch) * std::max(1.0, context);
  return items * (6 * multiplied + attention);
}

}  // namespace cdp::study
