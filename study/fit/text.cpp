// A fit as text for people; see report.h.
#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/columns.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "study/fit/report.h"

namespace cdp::study {
namespace {

std::string loss_text(double loss) {
  return fmt::format("{:.4f}", loss);
}

std::string interval_text(double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high)) return "no interval";
  return fmt::format("{} to {}", short_number(low), short_number(high));
}

std::string cost_text(double cost, bool is_flops) {
  return is_flops ? fmt::format("{:.2g} FLOPs", cost) : fmt::format("{:.2g} units of work", cost);
}

std::string placement_text(const CellOptimum& optimum) {
  const auto value = bracketing_value(optimum);
  const std::string next = value ? fmt::format("; add {}", short_number(*value)) : "";
  switch (optimum.placement) {
    case Placement::kInside:
      return "";
    case Placement::kBelow:
      return "not bracketed: the smallest value is the best" + next;
    case Placement::kAbove:
      return "not bracketed: the largest value is the best" + next;
    case Placement::kTooFew:
      return "fewer than three values with a loss" + next;
    case Placement::kNoValley:
      return "the losses do not rise on both sides; add seeds or wider values";
  }
  return "";
}

std::string optima_text(const FitReport& report, Color color) {
  std::vector<std::vector<Cell>> rows;
  std::vector<Cell> head;
  for (const auto& [axis, value] : report.optima.front().cell.scale) head.push_back({axis, Style::kDim});
  for (const char* name : {"runs", "optimum", "95%", "loss", ""}) head.push_back({name, Style::kDim});
  rows.push_back(head);
  for (const CellOptimum& optimum : report.optima) {
    std::vector<Cell> row;
    for (const auto& [axis, value] : optimum.cell.scale) row.push_back({with_suffix(value), {}});
    row.push_back({std::to_string(optimum.cell.points.size() + optimum.cell.diverged.size()), {}});
    if (optimum.inside()) {
      const Interval about = value_interval(optimum, report.noise);
      row.push_back({short_number(std::exp(optimum.ln_value)), Style::kBold});
      row.push_back({interval_text(std::exp(about.low), std::exp(about.high)), {}});
      row.push_back({loss_text(optimum.loss), {}});
    } else {
      row.insert(row.end(), {Cell{"-", {}}, Cell{"", {}}, Cell{"", {}}});
    }
    row.push_back({placement_text(optimum), Style::kYellow});
    rows.push_back(row);
  }
  std::vector<Align> alignment(rows.front().size(), Align::kRight);
  alignment[alignment.size() - 3] = Align::kLeft;
  alignment.back() = Align::kLeft;
  return columns(rows, alignment, 2, color);
}

std::string left_out_text(const ValueLaw& law) {
  if (law.left_out_count == 0) return "  left out one by one: no scale can be predicted from the others\n";
  return fmt::format("  left out one by one: predicted to {:.2f} octaves (root mean square), {:.2f} at worst\n",
                     law.left_out_rms, law.left_out_most);
}

std::string law_text(const FitReport& report, Color color) {
  if (!report.law) return fmt::format("law: none: {}\n", report.no_law);
  const ValueLaw& law = *report.law;
  std::string formula;
  for (const LawAxis& axis : law.axes)
    formula += fmt::format(" ({} / {})^e_{}", axis.name, with_suffix(std::exp(axis.center)), axis.name);
  std::string text = paint(color, Style::kBold,
                           fmt::format("law: {} = {}{}", report.hyperparameter,
                                       short_number(std::exp(law.fit.coefficients(0))), formula)) +
                     "\n";
  for (std::size_t i = 0; i < law.axes.size(); ++i)
    text += std::isfinite(law.half_width(i))
                ? fmt::format("  e_{} = {:+.3f} ± {:.3f}{}\n", law.axes[i].name, law.exponent(i), law.half_width(i),
                              has_sign(law, i) ? "" : ", which may be 0")
                : fmt::format("  e_{} = {:+.3f}, no interval: as many unknowns as scales\n", law.axes[i].name,
                              law.exponent(i));
  text += left_out_text(law);
  text += fmt::format("  batch: {}\n", policy_text(report.policy));
  if (!report.left_axes.empty())
    text += fmt::format("  not in the law although {}: {}\n", report.left_axes.size() == 1 ? "it varies" : "they vary",
                        list_of(report.left_axes));
  if (report.rules) text += fmt::format("  on top of {}, under which the runs were made\n", report.rules->text());
  for (const RefitExponent& one : report.refit)
    text += fmt::format("  {} = {:.3f}{} instead of {}\n", one.parameter, one.value,
                        std::isfinite(one.half) ? fmt::format(" ± {:.3f}", one.half) : " (no interval)",
                        short_number(one.used));
  return text;
}

std::string loss_law_text(const FitReport& report) {
  if (!report.loss_law) return report.no_loss_law.empty() ? "" : fmt::format("loss: no law: {}\n", report.no_loss_law);
  const LossLaw& law = *report.loss_law;
  std::string formula = loss_text(law.floor);
  for (const LossTerm& term : law.terms)
    formula += fmt::format(" + {} ({} / {})^-{:.3f}", short_number(term.factor), term.axis,
                           with_suffix(std::exp(term.center)), term.gamma);
  std::string text = fmt::format("loss: L = {}\n", formula);
  for (const LossTerm& term : law.terms) {
    if (term.identifiable)
      text +=
          fmt::format("  exponent of {} {:.3f}, 95% {:.3f} to {:.3f}\n", term.axis, term.gamma, term.low, term.high);
    else
      text += fmt::format("  exponent of {} not identifiable: any from {:.2f} to {:.2f} fits these losses\n", term.axis,
                          law.freedom == 0 ? kLeastGamma : term.low, law.freedom == 0 ? kMostGamma : term.high);
  }
  if (std::isfinite(law.floor_high))
    text += fmt::format("  floor 95% {} to {}; residual {:.2g}\n", loss_text(law.floor_low), loss_text(law.floor_high),
                        law.deviation);
  return text;
}

std::string next_text(const NextRuns& next, const std::string& hyperparameter) {
  std::vector<std::string> values;
  for (const double value : next.values) values.push_back(short_number(value));
  const std::string why = next.saved > 0 ? fmt::format("takes {:.0f}% off the variance at the target", 100 * next.saved)
                                         : std::string("brackets the optimum");
  return fmt::format("  {} {} at {}: {}, {}\n", hyperparameter, fmt::join(values, ", "), scale_text(next.scale), why,
                     cost_text(next.cost, next.is_flops));
}

std::string plan_text(const FitReport& report) {
  const RunCounts& counts = report.counts;
  std::string text = fmt::format("runs: {} done; the grid of {} x {} x {} has {}, and the law needs {} of it\n",
                                 counts.done, counted(counts.sizes, "size"), counted(counts.durations, "duration"),
                                 counted(counts.values, "value"), counts.grid(), counts.needed());
  if (!report.bracketing.empty() || !report.narrowing.empty()) text += "next:\n";
  for (const NextRuns& next : report.bracketing) text += next_text(next, report.hyperparameter);
  for (const NextRuns& next : report.narrowing) text += next_text(next, report.hyperparameter);
  return text;
}

std::string prediction_text(const FitReport& report, Color color) {
  if (!report.prediction) return "";
  const FitPrediction& at = *report.prediction;
  std::string text =
      paint(color, Style::kBold,
            fmt::format("at {}: {} = {}", scale_text(at.scale), report.hyperparameter, predicted_text(at.value))) +
      "\n";
  if (at.loss)
    text += fmt::format("  loss {}{}\n", loss_text(at.loss->loss),
                        std::isfinite(at.loss->high)
                            ? fmt::format(" ({} to {})", loss_text(at.loss->low), loss_text(at.loss->high))
                            : std::string(" (no interval)"));
  if (at.beyond > 1.0001) text += fmt::format("  {:.3g} times beyond the scales that were fitted\n", at.beyond);
  return text;
}

std::string critical_text(const CriticalBatch& one) {
  std::string text =
      fmt::format("critical batch{}, to a loss of {}: ", one.scale.empty() ? "" : " at " + scale_text(one.scale),
                  loss_text(one.loss));
  if (!std::isfinite(one.critical)) {
    text += "not identifiable: the steps still fall as 1 / batch";
  } else {
    text += with_suffix(one.critical);
    if (std::isfinite(one.high)) text += fmt::format(" ({} to {})", with_suffix(one.low), with_suffix(one.high));
  }
  if (!std::isfinite(one.high) && one.low > 0) text += fmt::format(", at least {}", with_suffix(one.low));
  return text + fmt::format("\n  S(B) = {} + {} / B from {} batches, steps within {:.1f}%\n",
                            short_number(one.least_steps), short_number(one.least_samples), one.batches,
                            100 * one.deviation);
}

std::string head_text(const FitReport& report) {
  std::string text = fmt::format("{}{}: ", report.runs, report.group.empty() ? "" : ", " + report.group);
  text += counted(report.run_count, "run");
  if (report.diverged > 0) text += fmt::format(", {} of which diverged", report.diverged);
  if (report.critical.empty())
    text += fmt::format(", {} at {}", report.hyperparameter, counted(report.optima.size(), "scale"));
  text += "\n";
  if (!report.tuned.empty())
    text += fmt::format("{} {} too: each scale has the best setting of the rest\n", list_of(report.tuned),
                        report.tuned.size() == 1 ? "varies" : "vary");
  return text;
}

std::string report_text(const FitReport& report, Color color) {
  std::string text = head_text(report);
  for (const CriticalBatch& one : report.critical) text += critical_text(one);
  if (!report.critical.empty()) return text;
  text += optima_text(report, color) + "\n" + law_text(report, color) + loss_law_text(report) +
          prediction_text(report, color) + plan_text(report);
  return text;
}

}  // namespace

std::string predicted_text(const Predicted& predicted) {
  return fmt::format("{} ({})", short_number(predicted.value()), interval_text(predicted.low(), predicted.high()));
}

std::string to_text(std::span<const FitReport> reports, Color color) {
  std::string text;
  for (const FitReport& report : reports) text += (text.empty() ? "" : "\n") + report_text(report, color);
  return text;
}

}  // namespace cdp::study
