// See compare.h.
#include "study/compare/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "study/statistics/student.h"

namespace cdp::study {
namespace {

double work_of(const CellOptimum& optimum) {
  return run_cost(optimum.cell.scale).amount *
         static_cast<double>(optimum.cell.points.size() + optimum.cell.diverged.size());
}

bool is_cheaper(const CellOptimum* a, const CellOptimum* b) {
  return run_cost(a->cell.scale).amount < run_cost(b->cell.scale).amount;
}

/// Of ln of an optimum, 95%: by the noise of the losses, or where none is known by how far optima lie from the law.
double half_of(const FitReport& fit, const CellOptimum& optimum) {
  if (fit.noise) {
    const Interval about = value_interval(optimum, fit.noise);
    return std::max(optimum.ln_value - about.low, about.high - optimum.ln_value);
  }
  if (fit.law->fit.freedom == 0) return std::numeric_limits<double>::infinity();
  return t_quantile(fit.law->fit.freedom) * std::sqrt(fit.law->fit.variance * optimum.value_spread);
}

/// The loss law's interval, and what being `off` (ln, known to +- half) costs on a valley of that curvature.
LossInterval with_regret(const LossInterval& best, double curvature, double off, double half) {
  const double least = std::max(0.0, std::abs(off) - half);
  const double most = std::abs(off) + half;
  return {best.loss + curvature * off * off, best.low + curvature * least * least, best.high + curvature * most * most};
}

CompareHeldOut hold_out(const FitReport& fit, const CellOptimum& proxy, const CellOptimum& largest) {
  CompareHeldOut result;
  result.scale = largest.cell.scale;
  result.ln_value = largest.ln_value;
  result.half = std::hypot(half_of(fit, proxy), half_of(fit, largest));
  const double transfer = proxy.ln_value - largest.ln_value;
  double law = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < fit.law->scales.size(); ++i)
    if (fit.law->scales[i] == largest.cell.scale) law = fit.law->fit.left_out(static_cast<Eigen::Index>(i));
  result.transfer_off = std::abs(transfer) / std::numbers::ln2;
  result.fit_off = std::abs(law) / std::numbers::ln2;
  result.transfer_regret = largest.curvature * transfer * transfer;
  result.fit_regret = largest.curvature * law * law;
  return result;
}

/// Whether a loss is more than what one run's noise hides; without a noise any is.
bool shows(const CompareReport& report, double loss) {
  return !report.fit.noise || loss * loss > report.fit.noise->variance;
}

/// The least that transfer costs at the target, within the intervals of both.
double least_regret_at_target(const CompareReport& report) {
  const double off = std::abs(report.transfer.value.ln_value - report.law.value.ln_value);
  const double least = std::max(0.0, off - std::hypot(report.transfer.value.half, report.law.value.half));
  return typical_curvature(report.fit.optima) * least * least;
}

void judge_staying(CompareReport& report, double half) {
  const CompareHeldOut& test = report.held_out;
  if (half > kResolvedOctaves) {
    report.because = fmt::format(
        "the optima are known to {:.2f} octaves only, too little to see them move; add seeds or values", half);
    return;
  }
  if (const double regret = least_regret_at_target(report); report.fit.noise && shows(report, regret)) {
    report.because = fmt::format(
        "the optimum has not moved yet, but by the law it has at the target, for at least {:.4f} in loss; add a larger "
        "scale",
        regret);
    return;
  }
  report.verdict = CompareVerdict::kTransfer;
  report.because = fmt::format(
      "the optimum at the largest scale is {:.2f} octaves from the proxy's (95% interval {:.2f}), "
      "for {:.4f} in loss",
      test.transfer_off, half, test.transfer_regret);
}

void judge(CompareReport& report) {
  const CompareHeldOut& test = report.held_out;
  const double half = test.half / std::numbers::ln2;
  if (!std::isfinite(test.half) || std::isnan(test.fit_off)) {
    report.because = "without the largest scale the others do not determine a law; add scales or seeds";
  } else if (test.transfer_off <= half || !shows(report, test.transfer_regret)) {
    judge_staying(report, half);
  } else if (test.fit_off < test.transfer_off) {
    report.verdict = CompareVerdict::kFit;
    report.because = fmt::format(
        "the optimum moved by {:.2f} octaves, more than its 95% interval of {:.2f}, and the law predicted it to {:.2f}",
        test.transfer_off, half, test.fit_off);
  } else {
    report.because =
        "the optimum moved, and the law predicted it no better than staying; add a scale between the proxy and the "
        "largest";
  }
}

void predict_losses(CompareReport& report) {
  const auto& best = report.fit.prediction->loss;
  if (!best) return;
  const double curvature = typical_curvature(report.fit.optima);
  const double off = report.transfer.value.ln_value - report.law.value.ln_value;
  report.law.loss = with_regret(*best, curvature, 0, report.law.value.half);
  report.transfer.loss =
      with_regret(*best, curvature, off, std::hypot(report.transfer.value.half, report.law.value.half));
}

}  // namespace

Result<CompareReport> compare_runs(const Group& group, const FitOptions& options) {
  auto fit = fit_runs(group, options);
  if (!fit) return fit.error();
  CompareReport report;
  report.fit = *std::move(fit);
  if (!report.fit.critical.empty())
    return Error{"a table of steps to a loss has no optimum to compare; leave the column `steps` out", report.fit.runs};
  if (!report.fit.law) return Error{fmt::format("there is no law to compare: {}", report.fit.no_law), report.fit.runs};
  std::vector<const CellOptimum*> all;
  for (const CellOptimum& optimum : report.fit.optima) {
    all.push_back(&optimum);
    report.law.runs += optimum.cell.points.size() + optimum.cell.diverged.size();
    report.law.cost += work_of(optimum);
  }
  const CellOptimum& proxy = **std::min_element(all.begin(), all.end(), is_cheaper);
  if (!proxy.inside())
    return Error{
        fmt::format("the smallest scale, {}, has no optimum between its values, so there is nothing to transfer",
                    scale_text(proxy.cell.scale)),
        report.fit.runs};
  all.erase(std::remove_if(all.begin(), all.end(), [](const CellOptimum* one) { return !one->inside(); }), all.end());
  const CellOptimum& largest = **std::max_element(all.begin(), all.end(), is_cheaper);
  report.proxy = proxy.cell.scale;
  report.is_flops = run_cost(proxy.cell.scale).is_flops;
  report.transfer = {proxy.cell.points.size() + proxy.cell.diverged.size(),
                     work_of(proxy),
                     {proxy.ln_value, half_of(report.fit, proxy)},
                     {}};
  report.same_budget_half = report.transfer.value.half * std::sqrt(report.transfer.cost / report.law.cost);
  report.law.value = report.fit.prediction->value;
  report.held_out = hold_out(report.fit, proxy, largest);
  predict_losses(report);
  judge(report);
  return report;
}

std::string verdict_word(CompareVerdict verdict) {
  switch (verdict) {
    case CompareVerdict::kTransfer:
      return "transfer";
    case CompareVerdict::kFit:
      return "fit";
    case CompareVerdict::kCannotTell:
      return "cannot tell";
  }
  return "";
}

}  // namespace cdp::study
