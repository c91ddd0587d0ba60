// See critical_batch.h.
#include "study/fit/critical_batch.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "study/statistics/least_squares.h"
#include "study/statistics/student.h"

namespace cdp::study {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

struct Counted {
  std::vector<double> batches, steps;
  double loss_sum = 0, loss_low = kInfinite, loss_high = -kInfinite;
  std::size_t losses = 0;
};

/// What a run of this kind has to have; a run that diverged reached nothing and is left out.
std::optional<Error> run_fault(const Run& run, const Runs& runs) {
  for (const char* axis : {"batch", kSteps}) {
    const auto found = run.axes.find(axis);
    if (found == run.axes.end())
      return Error{fmt::format("the steps to a loss need `{}` in every run", axis), runs.name};
    if (!(found->second > 0) || !std::isfinite(found->second))
      return Error{fmt::format("`{}` is {} in a run and has to be above 0", axis, shortest(found->second)), runs.name};
  }
  return {};
}

/// A seed is a point; of hyperparameters only the setting with the fewest steps, on the mean over its seeds.
using Settings = std::map<std::map<std::string, double>, std::vector<double>>;

const std::vector<double>& fewest(const Settings& settings) {
  const auto mean = [](const std::vector<double>& steps) {
    double sum = 0;
    for (const double one : steps) sum += one;
    return sum / static_cast<double>(steps.size());
  };
  return std::min_element(settings.begin(), settings.end(),
                          [&](const auto& a, const auto& b) { return mean(a.second) < mean(b.second); })
      ->second;
}

/// b / a for coefficients (a, b): the ratios r with (b - r a)^2 <= t^2 Var(b - r a).
void take_interval(const LinearFit& fit, CriticalBatch& result) {
  result.low = 0;
  result.high = kInfinite;
  if (fit.freedom == 0) return;
  const double t2 = std::pow(t_quantile(fit.freedom), 2);
  const double a = fit.coefficients(0);
  const double b = fit.coefficients(1);
  const double square = a * a - t2 * fit.covariance(0, 0);
  const double middle = a * b - t2 * fit.covariance(0, 1);
  const double last = b * b - t2 * fit.covariance(1, 1);
  const double under_root = middle * middle - square * last;
  if (under_root < 0) return;
  const double root = std::sqrt(under_root);
  if (square > 0) {
    result.low = std::max(0.0, (middle - root) / square);
    result.high = (middle + root) / square;
  } else if (last > 0) {  // a may be 0: the ratio has no upper end, and starts at the root that is above 0
    result.low = std::max({0.0, (middle - root) / square, (middle + root) / square});
  }
}

CriticalBatch fit_steps(const Counted& counted) {
  const auto count = static_cast<Eigen::Index>(counted.steps.size());
  Eigen::MatrixXd rows(count, 2);
  Eigen::VectorXd steps(count);
  Eigen::VectorXd weights(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    rows.row(i) << 1, 1 / counted.batches[static_cast<std::size_t>(i)];
    steps(i) = counted.steps[static_cast<std::size_t>(i)];
    weights(i) = 1 / (steps(i) * steps(i));
  }
  CriticalBatch result;
  const auto fit = fit_linear(rows, steps, weights);
  if (!fit) return result;
  result.least_steps = fit->coefficients(0);
  result.least_samples = fit->coefficients(1);
  result.deviation = std::sqrt(fit->variance);
  result.critical = result.least_steps > 0 ? std::max(0.0, result.least_samples / result.least_steps) : kInfinite;
  take_interval(*fit, result);
  return result;
}

Result<CriticalBatch> of_scale(const ScalePoint& scale, const std::map<double, Settings>& by_batch, Counted counted,
                               const std::string& name) {
  constexpr double kSameLoss = 0.01;
  if (counted.loss_high - counted.loss_low > kSameLoss * std::abs(counted.loss_low))
    return Error{fmt::format("the runs at {} reached losses from {} to {}; steps compare only to one and the same loss",
                             scale_text(scale), short_number(counted.loss_low), short_number(counted.loss_high)),
                 name};
  if (by_batch.size() < 3)
    return Error{
        fmt::format("S(B) = a + b / B needs three batches or more, found {} at {}", by_batch.size(), scale_text(scale)),
        name};
  for (const auto& [batch, settings] : by_batch)
    for (const double steps : fewest(settings)) {
      counted.batches.push_back(batch);
      counted.steps.push_back(steps);
    }
  CriticalBatch result = fit_steps(counted);
  result.scale = scale;
  result.batches = by_batch.size();
  result.loss = counted.loss_sum / static_cast<double>(counted.losses);
  return result;
}

}  // namespace

bool has_steps(const Runs& runs) {
  return std::any_of(runs.runs.begin(), runs.runs.end(), [](const Run& run) { return run.axes.contains(kSteps); });
}

Result<std::vector<CriticalBatch>> critical_batches(const Runs& runs) {
  std::map<ScalePoint, std::map<double, Settings>> scales;
  std::map<ScalePoint, Counted> counted;
  for (const Run& run : runs.runs) {
    if (!run.loss) continue;
    if (const auto fault = run_fault(run, runs)) return *fault;
    ScalePoint scale = run.axes;
    scale.erase("batch");
    scale.erase(kSteps);
    scale.erase("duration");  // batch times steps: what is counted, not what is held
    scales[scale][run.axes.at("batch")][run.values].push_back(run.axes.at(kSteps));
    Counted& at = counted[scale];
    at.loss_sum += *run.loss;
    at.loss_low = std::min(at.loss_low, *run.loss);
    at.loss_high = std::max(at.loss_high, *run.loss);
    ++at.losses;
  }
  if (scales.empty()) return Error{"no run reached a loss", runs.name};
  std::vector<CriticalBatch> results;
  for (const auto& [scale, by_batch] : scales) {
    auto one = of_scale(scale, by_batch, counted[scale], runs.name);
    if (!one) return one.error();
    results.push_back(*std::move(one));
  }
  return results;
}

}  // namespace cdp::study
