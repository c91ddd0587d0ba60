// A comparison as text for people; see compare.h.
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "compiler/base/number_text.h"
#include "study/compare/compare.h"
#include "study/fit/report.h"

namespace cdp::study {
namespace {

std::string loss_text(const std::optional<LossInterval>& loss) {
  if (!loss) return "-";
  if (!std::isfinite(loss->high) || !std::isfinite(loss->low)) return fmt::format("{:.4f} (no interval)", loss->loss);
  return fmt::format("{:.4f} ({:.4f} to {:.4f})", loss->loss, loss->low, loss->high);
}

std::vector<Cell> row_of(const char* name, const CompareWay& way, bool is_flops) {
  return {{name, Style::kBold},
          {std::to_string(way.runs), {}},
          {fmt::format("{:.2g}{}", way.cost, is_flops ? " FLOPs" : ""), {}},
          {predicted_text(way.value), {}},
          {loss_text(way.loss), {}}};
}

std::string off_text(double octaves, double regret) {
  return std::isnan(octaves) ? "not known" : fmt::format("{:.2f} octaves, {:.4f} in loss", octaves, regret);
}

}  // namespace

std::string to_text(const CompareReport& report, Color color) {
  const std::string& hyperparameter = report.fit.hyperparameter;
  std::string text =
      fmt::format("{}{}: {} at {}, from {}\n", report.fit.runs, report.fit.group.empty() ? "" : ", " + report.fit.group,
                  hyperparameter, scale_text(report.fit.prediction->scale), counted(report.fit.run_count, "run"));
  text += columns(
      {{{"", {}}, {"runs", Style::kDim}, {"cost", Style::kDim}, {hyperparameter, Style::kDim}, {"loss", Style::kDim}},
       row_of("transfer", report.transfer, report.is_flops),
       row_of("fit", report.law, report.is_flops)},
      {Align::kLeft, Align::kRight, Align::kRight, Align::kLeft, Align::kLeft}, 2, color);
  text += fmt::format("transfer keeps the optimum at {}", scale_text(report.proxy));
  if (std::isfinite(report.same_budget_half))
    text += fmt::format("; with the cost of all runs spent there, to a factor of {:.3f}",
                        std::exp(report.same_budget_half));
  text += fmt::format("\nheld out, {}, with an optimum of {}:\n", scale_text(report.held_out.scale),
                      short_number(std::exp(report.held_out.ln_value)));
  text += fmt::format("  transfer is off by {}\n  fit is off by {}\n",
                      off_text(report.held_out.transfer_off, report.held_out.transfer_regret),
                      off_text(report.held_out.fit_off, report.held_out.fit_regret));
  if (report.fit.prediction->beyond > 1.0001)
    text +=
        fmt::format("the target is {:.3g} times beyond the scales that were fitted\n", report.fit.prediction->beyond);
  return text + fmt::format("{}\nverdict: {}\n", report.because, verdict_word(report.verdict));
}

}  // namespace cdp::study
