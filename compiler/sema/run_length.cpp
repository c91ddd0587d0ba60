// The reference's steps from its settings alone; see run_length.h.
#include "compiler/sema/run_length.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/sema/spec.h"

namespace cdp::sema {
namespace {

constexpr std::size_t kLongestPercent = 6;  // `12.25%`; longer ones are written as a quotient

const syntax::Reference* reference_of(const Program& program) {
  for (const syntax::File* file : program.run())
    for (const auto& statement : file->statements)
      if (const auto* reference = std::get_if<syntax::Reference>(&statement.node)) return reference;
  return nullptr;
}

std::optional<double> context_of(const ScaleSettings& scale) {
  const AxisSetting* context = scale.find("context");
  return context ? std::optional(context->value) : std::nullopt;
}

/// In sequences.
std::optional<double> sequences(double value, Unit unit, const std::optional<double>& context, double batch) {
  if (unit == Unit::kSeq) return value;
  if (unit == Unit::kSteps || unit == Unit::kNone) return value * batch;
  if (unit == Unit::kTok && context) return value / *context;
  return std::nullopt;
}

}  // namespace

std::string PartOfRun::written() const {
  const std::string percent = fmt::format("{:.10g}", 100 * steps / of);
  return percent.size() < kLongestPercent ? percent + "%" : shortest(steps) + " / " + shortest(of);
}

std::optional<PartOfRun> RunLength::part(const Quantity& quantity) const {
  const auto value = quantity.value.constant();
  const auto taken = value ? sequences(*value, quantity.unit, context, batch) : std::nullopt;
  if (!taken || !(*taken > 0)) return std::nullopt;
  return PartOfRun{std::max(1.0, std::round(*taken / batch)), steps};
}

std::optional<RunLength> run_length(const Constants& constants) {
  const auto* reference = reference_of(constants.program());
  if (!reference) return std::nullopt;
  diag::DiagnosticSink trial;  // its faults are reported where the reference is resolved
  const ScaleSettings scale{"reference", {}, resolve_axes(reference->settings, constants, trial)};
  const AxisSetting* batch = scale.find("batch");
  const AxisSetting* duration = scale.find("duration");
  if (!batch || !duration) return std::nullopt;
  RunLength out;
  out.context = context_of(scale);
  const auto sequences_a_step = sequences(batch->value, batch->unit, out.context, 1);
  if (!sequences_a_step || !(*sequences_a_step > 0)) return std::nullopt;
  out.batch = *sequences_a_step;
  const auto all = sequences(duration->value, duration->unit, out.context, out.batch);
  if (!all) return std::nullopt;
  out.steps = std::floor(*all / out.batch);
  return out.steps >= 1 ? std::optional(out) : std::nullopt;
}

}  // namespace cdp::sema
