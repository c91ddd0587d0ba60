// The table of all settings: rows where they differ, the rest said once above it.
#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/driver/why.h"
#include "compiler/plan/decay.h"
#include "compiler/plan/groups.h"
#include "compiler/plan/scalar_text.h"

namespace cdp::driver {

namespace {

using plan::Tensor;

/// In place of a value that a tensor does not have; a column of these only is not shown.
constexpr const char* kNone = "-";

/// The run's memory of the weights in steps, 1 / effective decay, as arXiv:2405.13698 has it; 0: there is none.
double memory(const plan::Plan& plan, const Tensor& tensor) {
  const double rate = plan::effective_decay(plan.conventions.weight_decay, tensor.lr, tensor.weight_decay);
  return rate > 0 ? 1 / rate : 0;
}

std::string memory_text(const plan::Plan& plan, const Tensor& tensor) {
  const double steps = memory(plan, tensor);
  if (steps == 0) return kNone;
  const double share = steps / static_cast<double>(plan.training.steps);
  return fmt::format("{} ({})", with_suffix(steps),
                     share < 10 ? fmt::format("{:.2g} runs", share) : with_suffix(std::round(share)) + " runs");
}

std::string dims(const std::vector<std::int64_t>& shape) {
  return fmt::format("{}", fmt::join(shape, "x"));
}

struct Column {
  std::string title;
  Align align;
  std::function<std::string(const Tensor&)> text;
  bool may_be_said_once;
};

std::vector<Column> tensor_columns(const plan::Plan& plan) {
  const auto number = [](auto Tensor::*member) {
    return [member](const Tensor& t) {
      const std::optional<double> value = t.*member;
      return value ? short_number(*value) : std::string(kNone);
    };
  };
  return {
      {"shape", Align::kLeft, [](const Tensor& t) { return dims(t.shape); }, false},
      {"tags", Align::kLeft, [](const Tensor& t) { return fmt::format("{}", fmt::join(t.tags, " ")); }, false},
      {"init", Align::kLeft,
       [](const Tensor& t) {
         return t.init.std ? fmt::format("{} {}", t.init.distribution, short_number(*t.init.std))
                           : std::string(word(t.init.distribution));
       },
       false},
      {"optimizer", Align::kLeft, [](const Tensor& t) { return std::string(t.optimizer ? word(*t.optimizer) : kNone); },
       true},
      {"lr", Align::kRight, number(&Tensor::lr), true},
      {"beta1", Align::kRight, number(&Tensor::beta1), true},
      {"beta2", Align::kRight, number(&Tensor::beta2), true},
      {"eps", Align::kRight, number(&Tensor::eps), true},
      {"weight_decay", Align::kRight, number(&Tensor::weight_decay), true},
      {"tau", Align::kRight, [&plan](const Tensor& t) { return memory_text(plan, t); }, true},
  };
}

/// The first name on the group's own row, the others below it.
void add_rows(std::vector<std::string> names, std::vector<Cell> cells, std::vector<std::vector<Cell>>& rows) {
  names = braced(std::move(names));
  cells.insert(cells.begin(), Cell{names.front(), {}});
  rows.push_back(std::move(cells));
  for (std::size_t i = 1; i < names.size(); ++i) rows.push_back({{names[i], {}}});
}

/// The parts of a plan that are selected: groups are made of these only.
plan::Plan selected(const plan::Plan& plan, const Selection& selection) {
  plan::Plan part;
  part.conventions = plan.conventions;
  part.training = plan.training;
  for (const std::size_t i : selection.tensors) part.tensors.push_back(plan.tensors[i]);
  for (const std::size_t i : selection.multipliers) part.multipliers.push_back(plan.multipliers[i]);
  return part;
}

std::string tensor_table(const plan::Plan& plan, diag::Color color) {
  const auto groups = plan::tensor_groups(plan);
  std::vector<Column> shown;
  std::string once;
  for (Column& column : tensor_columns(plan)) {
    const std::string first = column.text(*groups.front().settings);
    const bool same = std::all_of(groups.begin(), groups.end(), [&](const plan::TensorGroup& group) {
      return column.text(*group.settings) == first;
    });
    if (same && first == kNone) continue;
    if (same && column.may_be_said_once && groups.size() > 1) {
      once += fmt::format("{}{} {}", once.empty() ? "" : ", ", column.title, first);
    } else {
      shown.push_back(std::move(column));
    }
  }
  std::vector<Align> alignment = {Align::kLeft};
  std::vector<std::vector<Cell>> rows = {{{fmt::format("{} tensors", plan.tensors.size()), Style::kBold}}};
  if (plan.tensors.size() == 1) rows.front().front().text = "1 tensor";
  for (const Column& column : shown) {
    rows.front().push_back({column.title, Style::kBold});
    alignment.push_back(column.align);
  }
  for (const plan::TensorGroup& group : groups) {
    std::vector<Cell> cells;
    for (const Column& column : shown) cells.push_back({column.text(*group.settings), {}});
    add_rows(group.names, std::move(cells), rows);
  }
  const std::string table = columns(rows, alignment, 0, color);
  return once.empty() ? table : fmt::format("all tensors: {}\n\n{}", once, table);
}

std::string multiplier_table(const plan::Plan& plan, diag::Color color) {
  std::vector<std::vector<Cell>> rows = {
      {{plan.multipliers.size() == 1 ? "1 multiplier" : fmt::format("{} multipliers", plan.multipliers.size()),
        Style::kBold},
       {"tags", Style::kBold},
       {"value", Style::kBold}}};
  for (const plan::MultiplierGroup& group : plan::multiplier_groups(plan))
    add_rows(group.names,
             {{fmt::format("{}", fmt::join(group.settings->tags, " ")), {}}, {short_number(group.settings->value), {}}},
             rows);
  return columns(rows, {Align::kLeft, Align::kLeft, Align::kRight}, 0, color);
}

std::string axis_text(const std::string& name, const plan::AxisScale& scale) {
  std::string text = name + " " + change(scale.reference, scale.target);
  if (!scale.unit.empty()) text += " " + scale.unit;
  if (scale.ratio != 1) text += fmt::format(" (x{})", short_number(scale.ratio));
  return text;
}

std::string run_text(const plan::Plan& plan) {
  const plan::Training& t = plan.training;
  std::string text = fmt::format("{} {} of {} {}", t.steps, t.steps == 1 ? "step" : "steps", t.batch,
                                 t.context ? "sequences" : "samples");
  if (t.context) text += fmt::format(" of {} tokens", *t.context);
  text += fmt::format(", {}", t.schedule.kind);
  if (t.schedule.warmup_steps > 0) text += fmt::format(" after {} of warm-up", t.schedule.warmup_steps);
  return text + fmt::format(", {}, {}", t.optimizer, t.precision);
}

}  // namespace

std::string head(const CompiledSpec& compiled, diag::Color color) {
  const plan::Plan& plan = compiled.plan;
  std::string arguments;
  for (const auto& [name, value] : plan.parameterization.arguments)
    arguments += fmt::format("{}{} = {}", arguments.empty() ? "" : ", ", name, plan::scalar_text(value));
  std::string scale;
  for (const auto& [name, axis] : plan.scale) scale += (scale.empty() ? "" : ", ") + axis_text(name, axis);
  const auto& count = plan.parameters;
  std::string result = fmt::format("{} at {}, by {}({})\n", compiled.analysis.program.root().path, plan.target,
                                   plan.parameterization.name, arguments);
  result = paint(color, Style::kBold, result.substr(0, result.size() - 1)) + "\n";
  const auto line = [&](std::string_view label, const std::string& text) {
    result += fmt::format("  {}  {}\n", paint(color, Style::kDim, label), text);
  };
  line("scale     ", scale);
  line("run       ", run_text(plan));
  line("parameters", fmt::format("{}, {} of them not in embeddings", with_suffix(static_cast<double>(count.total)),
                                 with_suffix(static_cast<double>(count.non_embedding))));
  return result;
}

std::string table(const CompiledSpec& compiled, const Selection& selection, diag::Color color) {
  const plan::Plan part = selected(compiled.plan, selection);
  std::string result;
  if (!part.tensors.empty()) result += tensor_table(part, color);
  if (!part.tensors.empty() && !part.multipliers.empty()) result += '\n';
  if (!part.multipliers.empty()) result += multiplier_table(part, color);
  const bool remembers = std::any_of(part.tensors.begin(), part.tensors.end(),
                                     [&](const Tensor& tensor) { return memory(part, tensor) > 0; });
  if (remembers)
    result += fmt::format("\ntau: steps after which weight decay has forgotten, 1 / {}\n",
                          plan::effective_decay_text(part.conventions.weight_decay));
  return result;
}

}  // namespace cdp::driver
