// Tables of the plan: rows are groups of equal settings (compiler/plan/groups.h).
#include "run/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/plan/decay.h"
#include "compiler/plan/groups.h"
#include "run/best.h"
#include "run/chart.h"
#include "run/numbers.h"
#include "run/task_words.h"

namespace cdp::run {
namespace {

constexpr int kDigits = 4;

std::string exactly(double value) {
  return std::isfinite(value) ? shortest(value) : significant(value, kDigits);
}

/// `0.0005 = lr = 4e-3 (gpt.cdp:17:18) then ...`, a line each: what the pointer shows over a number.
std::string title(double value, const std::optional<plan::Because>& because, std::string_view key) {
  std::string text = exactly(value);
  if (because) {
    for (const auto& [name, reasons] : *because) {
      if (name != key) continue;
      for (const plan::Reason& reason : reasons) {
        text += fmt::format("\n{}  [{}; {}]", reason.text, exactly(reason.factor), reason.at);
      }
    }
  }
  return escaped(text);
}

std::string number_cell(double value, const std::optional<plan::Because>& because, std::string_view key) {
  return fmt::format("<td class=\"n\" title=\"{}\">{}</td>", title(value, because, key), significant(value, kDigits));
}

std::string number_cell(std::optional<double> value, const std::optional<plan::Because>& because,
                        std::string_view key) {
  return value ? number_cell(*value, because, key) : "<td class=\"n\">–</td>";
}

std::string names_cell(const std::vector<std::string>& names, const std::string& note) {
  std::string cell = "<td class=\"names\">";
  for (const std::string& name : names) cell += "<code>" + escaped(name) + "</code>";
  if (!note.empty()) cell += "<small>" + escaped(note) + "</small>";
  return cell + "</td>";
}

std::string tags_cell(const std::vector<std::string>& tags) {
  std::string cell = "<td class=\"tags\">";
  for (const std::string& tag : tags) cell += "<span>" + escaped(tag) + "</span> ";
  return cell + "</td>";
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const std::int64_t size : shape) text += (text.empty() ? "" : " × ") + std::to_string(size);
  return text;
}

struct LrRange {
  double low = std::numeric_limits<double>::infinity(), high = 0;
};

/// A dot on a short logarithmic rule from the smallest to the largest learning rate of the plan.
std::string lr_cell(const plan::Tensor& tensor, LrRange range) {
  const double share =
      range.high > range.low && tensor.lr > 0 ? std::log(tensor.lr / range.low) / std::log(range.high / range.low) : -1;
  std::string dot;
  if (share >= 0) dot = fmt::format("<i class=\"rule\"><b style=\"left:{:.0f}%\"></b></i>", 100 * share);
  return fmt::format("<td class=\"n\" title=\"{}\">{}{}</td>", title(tensor.lr, tensor.because, "lr"),
                     significant(tensor.lr, kDigits), dot);
}

std::string time_scale_cell(const plan::Tensor& tensor, const plan::Plan& plan) {
  const double steps = time_scale(tensor, plan.conventions);
  if (!std::isfinite(steps)) return "<td class=\"n\">–</td>";
  return fmt::format("<td class=\"n\" title=\"{} steps\">{}<small>{} × the run</small></td>", exactly(steps),
                     rough(steps), significant(steps / static_cast<double>(plan.training.steps), 2));
}

std::string tensor_row(const plan::TensorGroup& group, const plan::Plan& plan, LrRange range) {
  const plan::Tensor& tensor = *group.settings;
  const std::string note = group.tensors.size() > 1 ? fmt::format("{} tensors, {} numbers", group.tensors.size(),
                                                                  rough(static_cast<double>(group.parameters)))
                                                    : rough(static_cast<double>(group.parameters)) + " numbers";
  std::string row = "<tr>" + names_cell(group.names, note);
  row += "<td class=\"shape\">" + shape_text(tensor.shape) + "</td>" + tags_cell(tensor.tags);
  if (tensor.init.std) {
    row += fmt::format("<td class=\"n\" title=\"{}\">{}<small>{}</small></td>",
                       title(*tensor.init.std, tensor.because, "init_std"), significant(*tensor.init.std, kDigits),
                       escaped(word(tensor.init.distribution)));
  } else {
    row += "<td class=\"n\">" + escaped(word(tensor.init.distribution)) + "</td>";
  }
  if (tensor.optimizer) row += "<td>" + escaped(word(*tensor.optimizer)) + "</td>";
  row += lr_cell(tensor, range);
  row += number_cell(tensor.beta1, tensor.because, "beta1") + number_cell(tensor.beta2, tensor.because, "beta2");
  row += number_cell(tensor.eps, tensor.because, "eps");
  row += number_cell(tensor.weight_decay, tensor.because, "weight_decay");
  return row + time_scale_cell(tensor, plan) + "</tr>\n";
}

std::string ending(const Log& log) {
  return log.end ? std::string(row(log.end->reason).ending) : "no end recorded";
}

std::string schedule_text(const plan::Training& training) {
  const plan::Schedule& schedule = training.schedule;
  std::string text = fmt::format("{}, {} steps of warm-up", schedule.kind, grouped(schedule.warmup_steps));
  if (schedule.decay_steps) text += fmt::format(", {} of decay", grouped(*schedule.decay_steps));
  if (schedule.kind != plan::ScheduleKind::constant)
    text += ", down to " + significant(schedule.floor, 3) + " of the peak";
  return text;
}

/// The median: the first steps, which also warm up the machine, and hiccups do not count.
double usual_speed(const Log& log) {
  std::vector<double> speeds;
  for (const TrainLine& point : log.train) {
    if (std::isfinite(point.items_per_second)) speeds.push_back(point.items_per_second);
  }
  if (speeds.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = speeds.begin() + static_cast<std::ptrdiff_t>(speeds.size() / 2);
  std::nth_element(speeds.begin(), middle, speeds.end());
  return *middle;
}

std::int64_t last_step(const Log& log) {
  if (log.end) return log.end->step;
  return log.train.empty() ? 0 : log.train.back().step;
}

std::string score_text(double score, const TaskWords& words) {
  return words.task == plan::TaskKind::classify ? fixed(100 * score, 1) + "%" : fixed(score, 3);
}

std::string score_name(const TaskWords& words) {
  return words.task == plan::TaskKind::classify ? "held-out accuracy" : "held-out R²";
}

/// Nothing where no evaluation has a number.
const EvalLine* best_of(const Log& log) {
  const EvalLine* best = nullptr;
  for (const EvalLine& point : log.evals)
    if (std::isfinite(point.loss) && (best == nullptr || point.loss < best->loss)) best = &point;
  return best;
}

/// How often the data were gone through, and the best evaluation.
void add_course_facts(const Log& log, Facts& facts) {
  const std::int64_t items = log.corpus ? log.corpus->train_tokens : log.table ? log.table->train_rows : 0;
  if (items > 0 && !log.train.empty())
    facts.emplace_back("epochs",
                       significant(static_cast<double>(log.train.back().items) / static_cast<double>(items), 3));
  if (const EvalLine* best = best_of(log))
    facts.emplace_back("best held-out loss", fmt::format("{} at step {}", fixed(best->loss, 4), grouped(best->step)));
}

/// Where the data came from and how much is held out, and the loss in other words.
void add_data_facts(const plan::Plan& plan, const Log& log, Facts& facts) {
  if (log.corpus) {
    facts.emplace_back("corpus", fmt::format("{} tokens in {} file{}, {} of them held out", grouped(log.corpus->tokens),
                                             grouped(log.corpus->files), log.corpus->files == 1 ? "" : "s",
                                             grouped(log.corpus->held_out_tokens)));
  }
  if (log.table) {
    facts.emplace_back(
        "table", fmt::format("{} rows of {} features in {} file{}, {} of them held out", grouped(log.table->rows),
                             grouped(log.table->features), grouped(log.table->files), log.table->files == 1 ? "" : "s",
                             grouped(log.table->held_out_rows)));
    if (log.table->baseline_accuracy)
      facts.emplace_back("most frequent label",
                         fixed(100 * *log.table->baseline_accuracy, 1) + "% of what is held out");
  }
  if (!log.evals.empty() && plan::has_tokens(plan.training.task)) {
    facts.emplace_back("held-out loss",
                       fmt::format("{} bits a token", fixed(log.evals.back().loss / std::log(2.0), 3)));
  }
}

std::string arguments_text(const plan::Parameterization& parameterization) {
  std::string text;
  for (const auto& [name, value] : parameterization.arguments) {
    const std::string shown = std::visit(
        [](const auto& held) -> std::string {
          using Held = std::decay_t<decltype(held)>;
          if constexpr (std::is_same_v<Held, std::string>) return held;
          if constexpr (std::is_same_v<Held, bool>) return held ? "true" : "false";
          if constexpr (std::is_same_v<Held, std::int64_t>) return std::to_string(held);
          if constexpr (std::is_same_v<Held, double>) return exactly(held);
        },
        value);
    text += (text.empty() ? "" : ", ") + name + " = " + shown;
  }
  return parameterization.name + "(" + text + ")";
}

/// The gradient noise scale at the end, where it was measured.
void add_noise_facts(const plan::Training& training, const Log& log, Facts& facts) {
  const auto last =
      std::find_if(log.noise.rbegin(), log.noise.rend(), [](const NoiseLine& line) { return !line.tensor; });
  if (last == log.noise.rend()) return;
  const std::string name = "gradient noise scale";
  if (!std::isfinite(last->rows))
    facts.emplace_back(name, "not known: noise hides the gradient");
  else if (training.context)
    facts.emplace_back(name, fmt::format("{} tokens ({} sequences) a step", rough(last->items), rough(last->rows)));
  else
    facts.emplace_back(name, fmt::format("{} samples a step", rough(last->rows)));
}

}  // namespace

double time_scale(const plan::Tensor& tensor, const plan::Conventions& conventions) {
  const plan::DecayConvention convention = conventions.weight_decay;
  const double rate = plan::effective_decay(convention, tensor.lr, tensor.weight_decay);
  return rate > 0 ? 1 / rate : std::numeric_limits<double>::infinity();
}

Facts headline(const plan::Plan& plan, const Log& log) {
  const TaskWords& words = words_of(plan.training.task);
  Facts facts;
  if (!log.evals.empty()) {
    const EvalLine& last = log.evals.back();
    facts.emplace_back(fixed(last.loss, 3), fmt::format("held-out loss, {}", words.loss_unit));
    const EvalLine* best = best_of(log);
    if (best != nullptr && is_worse(last.loss, best->loss)) {
      facts.emplace_back(fixed(best->loss, 3), fmt::format("the best, at step {}", grouped(best->step)));
    } else if (log.corpus && std::isfinite(last.loss)) {
      const double gain = log.corpus->bigram_entropy - last.loss;
      facts.emplace_back(fixed(std::abs(gain), 3), gain >= 0 ? "below the bigram entropy" : "above the bigram entropy");
    }
    if (last.score) facts.emplace_back(score_text(*last.score, words), score_name(words));
  } else {
    const auto last = std::find_if(log.train.rbegin(), log.train.rend(),
                                   [](const TrainLine& point) { return std::isfinite(point.loss); });
    if (last != log.train.rend())
      facts.emplace_back(fixed(last->loss, 3), fmt::format("training loss, {}", words.loss_unit));
  }
  facts.emplace_back(grouped(last_step(log)), fmt::format("steps of {}", grouped(plan.training.steps)));
  facts.emplace_back(rough(static_cast<double>(plan.parameters.total)), "parameters");
  if (!log.train.empty()) {
    facts.emplace_back(rough(static_cast<double>(log.train.back().items)), fmt::format("{} trained on", words.items));
    facts.emplace_back(rough(usual_speed(log)), fmt::format("{} a second", words.items));
  }
  return facts;
}

Facts run_facts(const plan::Plan& plan, const Log& log) {
  const plan::Training& training = plan.training;
  Facts facts;
  facts.emplace_back("end", ending(log));
  if (log.end) facts.emplace_back("time", duration(log.end->seconds));
  facts.emplace_back("parameters", fmt::format("{}, of which {} are not embeddings", grouped(plan.parameters.total),
                                               grouped(plan.parameters.non_embedding)));
  facts.emplace_back("batch", training.context ? fmt::format("{} sequences of {} tokens", grouped(training.batch),
                                                             grouped(*training.context))
                                               : grouped(training.batch) + " samples");
  facts.emplace_back("schedule", schedule_text(training));
  if (training.grad_clip) facts.emplace_back("gradient clipped at", significant(*training.grad_clip, kDigits));
  facts.emplace_back("optimizer",
                     fmt::format("{}, {} weight decay", training.optimizer, plan.conventions.weight_decay));
  facts.emplace_back("precision", word(training.precision));
  facts.emplace_back("seed", std::to_string(training.seed));
  add_data_facts(plan, log, facts);
  add_course_facts(log, facts);
  add_noise_facts(training, log, facts);
  facts.emplace_back("parameterization", arguments_text(plan.parameterization));
  return facts;
}

std::string scale_table(const plan::Plan& plan) {
  std::string table = "<table class=\"scale\"><thead><tr><th></th><th>reference</th><th></th><th>";
  table += escaped(plan.target) + "</th><th>ratio</th></tr></thead><tbody>\n";
  for (const auto& [name, axis] : plan.scale) {
    const std::string unit = axis.unit.empty() ? "" : " <small class=\"unit\">" + escaped(axis.unit) + "</small>";
    table += fmt::format("<tr><td>{}</td><td class=\"n\" title=\"{}\">{}{}</td><td class=\"arrow\">→</td>",
                         escaped(name), exactly(axis.reference), rough(axis.reference), unit);
    table += fmt::format("<td class=\"n\" title=\"{}\">{}{}</td><td class=\"n ratio\">×{}</td></tr>\n",
                         exactly(axis.target), rough(axis.target), unit, significant(axis.ratio, 3));
  }
  return table + "</tbody></table>\n";
}

std::string tensor_table(const plan::Plan& plan) {
  LrRange range;
  for (const plan::Tensor& tensor : plan.tensors) {
    if (tensor.lr <= 0) continue;
    range.low = std::min(range.low, tensor.lr);
    range.high = std::max(range.high, tensor.lr);
  }
  const bool several = std::any_of(plan.tensors.begin(), plan.tensors.end(),
                                   [](const plan::Tensor& tensor) { return tensor.optimizer.has_value(); });
  std::string table =
      "<table class=\"plan\"><thead><tr><th>tensors</th><th>shape</th><th>tags</th><th class=\"n\">initial std</th>";
  if (several) table += "<th>optimizer</th>";
  table +=
      "<th class=\"n\">peak lr</th><th class=\"n\">β<sub>1</sub></th><th class=\"n\">β<sub>2</sub></th><th "
      "class=\"n\">ε</th>"
      "<th class=\"n\">weight decay</th><th class=\"n\">time scale, steps</th></tr></thead><tbody>\n";
  for (const plan::TensorGroup& group : plan::tensor_groups(plan)) table += tensor_row(group, plan, range);
  return table + "</tbody></table>\n";
}

std::string multiplier_table(const plan::Plan& plan) {
  if (plan.multipliers.empty()) return "";
  std::string table =
      "<table class=\"plan\"><thead><tr><th>multipliers</th><th>tags</th><th "
      "class=\"n\">value</th></tr></thead><tbody>\n";
  for (const plan::MultiplierGroup& group : plan::multiplier_groups(plan)) {
    table += "<tr>" + names_cell(group.names, "") + tags_cell(group.settings->tags) +
             number_cell(group.settings->value, group.settings->because, "value") + "</tr>\n";
  }
  return table + "</tbody></table>\n";
}

}  // namespace cdp::run
