// What a plan says about the run, held against its domains; then the other parts. Tensors are validate_tensors.cpp's,
// the graph is validate_graph.cpp's.
#include "compiler/plan/validate.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "compiler/plan/json_fault.h"
#include "compiler/plan/limits.h"
#include "compiler/plan/shapes.h"

namespace cdp::plan {
namespace {

Fault between(std::int64_t value, std::int64_t least, std::int64_t most, const char* place) {
  if (value >= least && value <= most) return std::nullopt;
  if (value < least) return Error{fmt::format("{} is too small; it must be at least {}", value, least), place};
  return Error{fmt::format("{} is too large; it must be at most {}", value, most), place};
}

Fault check_axis(const std::string& name, const AxisScale& axis) {
  const std::string place = "scale." + name;
  for (const auto& [key, value] :
       {std::pair{"reference", axis.reference}, {"target", axis.target}, {"ratio", axis.ratio}})
    if (!std::isfinite(value) || value <= 0)
      return Error{fmt::format("{} is out of range; a scale must be above 0", value), place + "." + key};
  return std::nullopt;
}

Fault check_axes(const Ordered<AxisScale>& scale) {
  if (scale.size() > static_cast<std::size_t>(kMostAxes))
    return Error{fmt::format("{} axes are too many; there may be {}", scale.size(), kMostAxes), "scale"};
  for (const auto& [name, axis] : scale)
    if (Fault fault = check_axis(name, axis)) return fault;
  return std::nullopt;
}

Fault check_schedule(const Training& training) {
  const Schedule& schedule = training.schedule;
  if (Fault fault = between(schedule.warmup_steps, 0, training.steps, "training.schedule.warmup_steps")) return fault;
  const bool decays_late = schedule.kind == ScheduleKind::wsd;
  if (schedule.decay_steps.has_value() != decays_late)
    return Error{fmt::format("schedule {} {} `decay_steps`", schedule.kind, decays_late ? "needs" : "has no"),
                 "training.schedule"};
  if (decays_late) {
    const std::int64_t left = training.steps - schedule.warmup_steps;
    if (Fault fault = between(*schedule.decay_steps, 0, left, "training.schedule.decay_steps")) return fault;
  }
  if (!(schedule.floor >= 0 && schedule.floor <= 1))
    return Error{fmt::format("{} is out of range; floor is a fraction of the peak, from 0 to 1", schedule.floor),
                 "training.schedule.floor"};
  return std::nullopt;
}

/// Tasks with tokens have a context, the others features; what they have not would be ignored.
Fault check_samples(const Training& training) {
  const bool tokens = has_tokens(training.task);
  const auto& has = tokens ? training.context : training.features;
  const auto& has_not = tokens ? training.features : training.context;
  const char* const name = tokens ? "context" : "features";
  const char* const other = tokens ? "features" : "context";
  if (!has)
    return Error{fmt::format("{} needs `{}`, the {}", training.task, name,
                             tokens ? "tokens of a sequence" : "numbers of a sample"),
                 "training"};
  if (has_not) return Error{fmt::format("{} has no `{}`", training.task, other), "training"};
  return between(*has, 1, kMostWhole, tokens ? "training.context" : "training.features");
}

Fault check_training(const Training& training) {
  if (Fault fault = between(training.steps, 1, kMostWhole, "training.steps")) return fault;
  if (Fault fault = between(training.batch, 1, kMostWhole, "training.batch")) return fault;
  if (Fault fault = check_samples(training)) return fault;
  if (Fault fault = check_schedule(training)) return fault;
  if (training.grad_clip && !(std::isfinite(*training.grad_clip) && *training.grad_clip > 0))
    return Error{fmt::format("{} is out of range; leave grad_clip out for no clipping, or make it positive",
                             *training.grad_clip),
                 "training.grad_clip"};
  return between(training.seed, 0, std::numeric_limits<std::int64_t>::max(), "training.seed");
}

}  // namespace

Fault check_run(const Plan& plan) {
  if (plan.format != kFormat) return Error{fmt::format("not a cdp plan: it is {}", in_ticks(plan.format)), "format"};
  if (plan.version != kVersion)
    return Error{fmt::format("version {} is not {}, which this cdp reads", plan.version, kVersion), "version"};
  if (Fault fault = check_axes(plan.scale)) return fault;
  for (const auto& [name, value] : plan.parameterization.arguments)
    if (const auto* number = std::get_if<double>(&value); number != nullptr && !std::isfinite(*number))
      return Error{fmt::format("{} is not a finite number", *number), "parameterization.arguments." + name};
  return check_training(plan.training);
}

Status validate(const Plan& plan) {
  Names names;
  if (Fault fault = check_run(plan)) return std::move(*fault);
  if (Fault fault = check_tensors(plan, names)) return std::move(*fault);
  if (Fault fault = check_graph(plan, names)) return std::move(*fault);
  if (auto shapes = trace_shapes(plan); !shapes) return shapes.error();
  return Done{};
}

}  // namespace cdp::plan
