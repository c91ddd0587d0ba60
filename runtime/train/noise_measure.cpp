// See noise_measure.h.
#include "runtime/train/noise_measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "runtime/train/progress.h"

namespace cdp::runtime {
namespace {

constexpr std::int64_t kLines = 200;      // of a run
constexpr std::int64_t kTensorLines = 4;  // of a run and a tensor

bool is_due(std::int64_t step, std::int64_t times, std::int64_t steps) {
  return step % std::max<std::int64_t>(1, steps / times) == 0;
}

/// Three digits of it: more are noise.
double rounded(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 2);
  return value < 100 ? std::ceil(value) : std::round(value / unit) * unit;
}

}  // namespace

NoiseMeasure::NoiseMeasure(const plan::Plan& plan, std::vector<Parameter>& parameters,
                           const std::optional<std::string>& before)
    : plan_(plan), gradients_(parameters), average_(parameters.size()) {
  if (!before) return;
  if (auto read = NoiseAverage::parse(*before, parameters.size())) average_ = std::move(*read);
}

run::NoiseLine NoiseMeasure::line(std::int64_t step, const NoiseEstimate& estimate) const {
  const double scale = estimate.scale();
  const auto items = static_cast<double>(plan_.training.context.value_or(1));
  return {step, {}, scale, scale * items, estimate.gradient, estimate.trace};
}

std::vector<run::NoiseLine> NoiseMeasure::lines(std::int64_t step) const {
  std::vector<run::NoiseLine> lines;
  const std::int64_t steps = plan_.training.steps;
  if (average_.steps() == 0) return lines;
  if (is_due(step, kLines, steps) || step == steps) lines.push_back(line(step, average_.all()));
  if (!is_due(step, kTensorLines, steps)) return lines;
  for (std::size_t i = 0; i < plan_.tensors.size(); ++i) {
    lines.push_back(line(step, average_.of(i)));
    lines.back().tensor = plan_.tensors[i].name;
  }
  return lines;
}

std::vector<std::string> NoiseMeasure::words() const {
  const plan::Training& training = plan_.training;
  const double scale = average_.steps() == 0 ? std::nan("") : average_.all().scale();
  if (!(scale > 0) || !std::isfinite(scale))
    return {
        "the gradient noise scale cannot be told: noise hides the gradient, or there is too little of it to be seen"};
  const auto context = static_cast<double>(training.context.value_or(1));
  const std::string rows = scale < 100 ? fmt::format("{:.3g}", scale) : short_count(scale);
  const std::string measured = training.context
                                   ? fmt::format("{} tokens ({} sequences)", short_count(scale * context), rows)
                                   : rows + " samples";
  return {fmt::format("the gradient noise scale, about the critical batch, is {} a step; this run's batch is {}",
                      measured, short_count(static_cast<double>(training.batch) * context)),
          fmt::format("`critical-batch = {:.0f}` under [lint.options] in cdp.toml tells it to `cdp lint`",
                      rounded(scale * context))};
}

}  // namespace cdp::runtime
