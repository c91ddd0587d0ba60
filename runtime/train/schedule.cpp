// The formulas of schedule.h.
#include "runtime/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "compiler/base/check.h"

namespace cdp::runtime {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

double warmup_factor(const plan::Schedule& schedule, std::int64_t step) {
  return step < schedule.warmup_steps ? ratio(step + 1, schedule.warmup_steps) : 1;
}

/// 0 until the warm-up has ended, 1 in the step after the last.
double progress(const plan::Schedule& schedule, std::int64_t steps, std::int64_t step) {
  return step <= schedule.warmup_steps ? 0 : ratio(step - schedule.warmup_steps, steps - schedule.warmup_steps);
}

double wsd_decay(const plan::Schedule& schedule, std::int64_t steps, std::int64_t step) {
  const std::int64_t decay = std::min(schedule.decay_steps.value_or(0), steps);
  const std::int64_t into = step - (steps - decay);
  return into <= 0 ? 1 : 1 - (1 - schedule.floor) * ratio(into, decay);
}

}  // namespace

double schedule_factor(const plan::Schedule& schedule, std::int64_t steps, std::int64_t step) {
  CHECK(step >= 0 && step < steps);
  const double warm = warmup_factor(schedule, step);
  const double left = 1 - schedule.floor;
  switch (schedule.kind) {
    case plan::ScheduleKind::constant:
      return warm;
    case plan::ScheduleKind::linear:
      return warm * (1 - left * progress(schedule, steps, step));
    case plan::ScheduleKind::cosine:
      return warm * (schedule.floor + left * (1 + std::cos(std::numbers::pi * progress(schedule, steps, step))) / 2);
    case plan::ScheduleKind::wsd:
      return std::min(warm, wsd_decay(schedule, steps, step));
  }
  CHECK(false);
  return warm;
}

}  // namespace cdp::runtime
