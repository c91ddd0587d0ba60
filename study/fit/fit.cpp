// See fit.h.
#include "study/fit/fit.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "study/fit/timescale.h"

namespace cdp::study {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The runs with what is worked out where it is asked for.
Result<Runs> derived(Runs runs, const FitOptions& options) {
  if (options.hyperparameter == kTau) {
    auto with = with_tau(std::move(runs));
    if (!with) return with.error();
    runs = *std::move(with);
  }
  if (has(options.axes, kTokensPerParam)) return with_tokens_per_param(std::move(runs));
  return runs;
}

std::optional<Error> axes_fault(const std::vector<FitCell>& cells, const std::vector<std::string>& axes) {
  std::vector<std::string> there;
  for (const auto& [axis, value] : cells.front().scale) there.push_back(axis);
  for (const std::string& axis : axes)
    if (!has(there, axis))
      return Error{fmt::format("the table has no axis `{}`{}", axis, did_you_mean_or(axis, there)), "--axis"};
  return {};
}

std::map<std::string, std::string> shared_tags(const Runs& runs) {
  std::map<std::string, std::string> tags;
  for (const auto& [tag, values] : tag_values(runs))
    if (values.size() == 1) tags[tag] = *values.begin();
  return tags;
}

std::vector<std::string> varying_others(const std::vector<FitCell>& cells) {
  std::map<std::string, std::set<double>> seen;
  for (const FitCell& cell : cells)
    for (const auto& [name, value] : cell.others) seen[name].insert(value);
  std::vector<std::string> result;
  for (const auto& [name, values] : seen)
    if (values.size() > 1) result.push_back(name);
  return result;
}

/// `lr` under rules with lr ~ m_B^batch_exponent m_D^-duration_exponent: the law of base.lr is what they miss.
std::vector<RefitExponent> refit(const FitReport& report) {
  std::vector<RefitExponent> result;
  if (!report.rules || !report.law || report.hyperparameter != "base.lr") return result;
  const std::tuple<const char*, const char*, double> kParameters[] = {{"duration_exponent", "duration", -1},
                                                                      {"batch_exponent", "batch", 1}};
  for (const auto& [parameter, axis, sign] : kParameters) {
    const auto used = report.rules->exponent(parameter);
    if (!used) continue;
    for (std::size_t i = 0; i < report.law->axes.size(); ++i)
      if (report.law->axes[i].name == axis)
        result.push_back({parameter, *used, *used + sign * report.law->exponent(i), report.law->half_width(i)});
  }
  return result;
}

/// Sizes that `params` or each other stand for are accounted for.
std::vector<std::string> left_axes(const std::vector<FitCell>& cells, const std::vector<std::string>& axes) {
  std::vector<std::string> result;
  for (const std::string& axis : varying_axes(cells)) {
    const bool is_size = axis == "params" || axis == "width" || axis == "depth";
    const bool sized = has(axes, "params") || (axis == "params" && (has(axes, "width") || has(axes, "depth")));
    const bool is_ratio = has(axes, kTokensPerParam) && (axis == "duration" || is_size);
    if (axis != "batch" && axis != kTokensPerParam && !has(axes, axis) && !(is_size && sized) && !is_ratio)
      result.push_back(axis);
  }
  return result;
}

/// Axes of the loss: those of the law without the batch, whose share of the loss no power of its own describes.
std::vector<std::string> loss_axes(const std::vector<std::string>& axes) {
  std::vector<std::string> result;
  for (const std::string& axis : axes)
    if (axis != "batch") result.push_back(axis);
  return result;
}

void fit_losses(FitReport& report, const std::vector<std::string>& axes) {
  if (report.policy.rule == BatchRule::kFree && has(axes, "batch")) {
    report.no_loss_law = "the batch varies by itself, and the loss with it";
    return;
  }
  auto fit = fit_loss_law(report.optima, loss_axes(axes));
  if (fit)
    report.loss_law = *std::move(fit);
  else
    report.no_loss_law = fit.error().message;
}

Status predict_at(FitReport& report, const ScalePoint& at, const std::string& option) {
  ScalePoint scale = at;
  if (scale.contains("duration") && scale.contains("params"))
    scale.try_emplace(kTokensPerParam, scale.at("duration") / scale.at("params"));
  for (const LawAxis& axis : report.law->axes)
    if (!scale.contains(axis.name))
      return Error{
          fmt::format("the law has the axis `{0}`: say its value, as in `{0}={1}`", axis.name, shortest(axis.high)),
          option};
  FitPrediction prediction{at, predict(*report.law, scale), beyond(*report.law, scale), {}};
  if (report.loss_law && std::all_of(report.loss_law->terms.begin(), report.loss_law->terms.end(),
                                     [&](const LossTerm& term) { return scale.contains(term.axis); }))
    prediction.loss = predict(*report.loss_law, scale);
  report.prediction = std::move(prediction);
  report.narrowing = narrowing_runs(*report.law, scale, 3);
  return Done{};
}

/// Whether the optima are too few for a law, which is a result; other faults of a law are the table's.
Status fit_law(FitReport& report, const std::vector<std::string>& axes) {
  if (axes.empty()) {
    report.no_law = "all runs are at one scale";
    return Done{};
  }
  const auto inside = static_cast<std::size_t>(
      std::count_if(report.optima.begin(), report.optima.end(), [](const CellOptimum& one) { return one.inside(); }));
  auto law = fit_value_law(report.optima, axes);
  if (law) {
    report.law = *std::move(law);
  } else if (inside <= axes.size()) {
    report.no_law = law.error().message;
  } else {
    return Error{law.error().message, report.runs};
  }
  return Done{};
}

Result<FitReport> only_critical(FitReport report, const Runs& runs) {
  auto critical = critical_batches(runs);
  if (!critical) return critical.error();
  report.critical = *std::move(critical);
  return report;
}

}  // namespace

std::vector<std::string> law_axes(const std::vector<FitCell>& cells) {
  std::vector<std::string> axes = varying_axes(cells);
  const auto drop = [&](const char* axis) { axes.erase(std::remove(axes.begin(), axes.end(), axis), axes.end()); };
  if (has(axes, "params")) {
    drop("width");
    drop("depth");
  }
  if (has(axes, "duration")) drop("batch");
  return axes;
}

Result<FitReport> fit_runs(const Group& group, const FitOptions& options) {
  FitReport report;
  report.runs = group.runs.name;
  report.group = group_name(group);
  report.tags = shared_tags(group.runs);
  report.rules = options.rules;
  report.run_count = group.runs.runs.size();
  report.diverged = static_cast<std::size_t>(
      std::count_if(group.runs.runs.begin(), group.runs.runs.end(), [](const Run& run) { return !run.loss; }));
  if (has_steps(group.runs)) return only_critical(std::move(report), group.runs);
  const auto runs = derived(group.runs, options);
  if (!runs) return runs.error();
  const auto hyperparameter = fitted_hyperparameter(*runs, options.hyperparameter);
  if (!hyperparameter) return hyperparameter.error();
  report.hyperparameter = *hyperparameter;
  const auto cells = cells_of(*runs, report.hyperparameter);
  if (!cells) return cells.error();
  if (const auto fault = axes_fault(*cells, options.axes)) return *fault;
  const std::vector<std::string> axes = options.axes.empty() ? law_axes(*cells) : options.axes;
  const auto policy = batch_policy(*cells, axes);
  if (!policy) return Error{policy.error().message, report.runs};
  report.policy = *policy;
  report.tuned = varying_others(*cells);
  report.left_axes = left_axes(*cells, axes);
  report.counts = count_runs(*cells);
  std::vector<CellOptimum> optima;
  for (const FitCell& cell : *cells) optima.push_back(optimum_of(cell));
  report.noise = pooled_noise(optima);
  report.optima = best_by_scale(std::move(optima));
  if (const Status law = fit_law(report, axes); !law) return law.error();
  report.refit = refit(report);
  if (!axes.empty()) fit_losses(report, axes);
  report.bracketing = bracketing_runs(report.optima, 3);
  if (options.at && report.law)
    if (const Status predicted = predict_at(report, *options.at, options.at_option); !predicted)
      return predicted.error();
  return report;
}

bool found_law(const FitReport& report) {
  return report.law.has_value() || !report.critical.empty();
}

}  // namespace cdp::study
