// What the plan says about the run: scale, conventions, training. Nothing here is per tensor.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "compiler/plan/fields.h"
#include "compiler/plan/words.h"

namespace cdp::plan {

struct AxisScale {
  double reference = 1;
  double target = 1;
  double ratio = 1;
  std::string unit;
  static constexpr auto fields() {
    return std::tuple{
        Field{"reference", &AxisScale::reference, "where the base values hold"},
        Field{"target", &AxisScale::target, "what this plan is for"},
        Field{"ratio", &AxisScale::ratio, "target / reference"},
        Field{"unit", &AxisScale::unit, "seq or tok; none for a plain count", Presence::kOptional},
    };
  }
};

struct Conventions {
  DecayConvention weight_decay = DecayConvention::coupled;
  LrConvention lr = LrConvention::peak;
  EpsConvention eps = EpsConvention::outside_sqrt;
  static constexpr auto fields() {
    return std::tuple{
        Field{"weight_decay", &Conventions::weight_decay,
              "coupled: p -= lr * weight_decay * p; independent: p -= weight_decay * schedule * p"},
        Field{"lr", &Conventions::lr, "peak: the schedule's factor is 1 at its highest"},
        Field{"eps", &Conventions::eps, "outside_sqrt: m / (sqrt(v) + eps)"},
    };
  }
};

struct Schedule {
  ScheduleKind kind = ScheduleKind::constant;
  std::int64_t warmup_steps = 0;
  std::optional<std::int64_t> decay_steps;
  double floor = 0;
  static constexpr auto fields() {
    return std::tuple{
        Field{"kind", &Schedule::kind, "constant, linear, cosine or wsd"},
        Field{"warmup_steps", &Schedule::warmup_steps, "steps of linear warm-up from 0 to the peak"},
        Field{"decay_steps", &Schedule::decay_steps, "wsd: steps of the final linear decay", Presence::kOptional},
        Field{"floor", &Schedule::floor, "what the decay ends at, as a fraction of the peak"},
    };
  }
};

struct Training {
  TaskKind task = TaskKind::next_token;
  OptimizerKind optimizer = OptimizerKind::adamw;
  std::int64_t steps = 1;
  std::int64_t batch = 1;
  std::optional<std::int64_t> context;
  std::optional<std::int64_t> features;
  Schedule schedule;
  std::optional<double> grad_clip;
  Precision precision = Precision::fp32;
  std::int64_t seed = 1;
  static constexpr auto fields() {
    return std::tuple{
        Field{"task", &Training::task, "what is learnt: next_token, classify or regress"},
        Field{"optimizer", &Training::optimizer, "the update rule; what each is: optimizers.def"},
        Field{"steps", &Training::steps, "optimizer steps of the run: duration / batch"},
        Field{"batch", &Training::batch, "sequences (samples) a step"},
        Field{"context", &Training::context, "next_token: tokens a sequence", Presence::kOptional},
        Field{"features", &Training::features, "classify, regress: numbers a sample", Presence::kOptional},
        Field{"schedule", &Training::schedule, "the learning rate's course"},
        Field{"grad_clip", &Training::grad_clip, "largest global norm of the gradient", Presence::kOptional},
        Field{"precision", &Training::precision, "fp32 or bf16"},
        Field{"seed", &Training::seed, "of initial values and data order"},
    };
  }
};

}  // namespace cdp::plan
