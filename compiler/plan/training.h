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
  std::string weight_decay = "coupled";
  std::string lr = "peak";
  std::string eps = "outside_sqrt";
  static constexpr auto fields() {
    return std::tuple{
        Field{"weight_decay", &Conventions::weight_decay,
              "coupled: p -= lr * weight_decay * p; independent: p -= weight_decay * schedule * p", Presence::kRequired,
              kWeightDecays},
        Field{"lr", &Conventions::lr, "peak: the schedule's factor is 1 at its highest", Presence::kRequired,
              kLearningRates},
        Field{"eps", &Conventions::eps, "outside_sqrt: m / (sqrt(v) + eps)", Presence::kRequired, kEpsilons},
    };
  }
};

struct Schedule {
  std::string kind = "constant";
  std::int64_t warmup_steps = 0;
  std::optional<std::int64_t> decay_steps;
  double floor = 0;
  static constexpr auto fields() {
    return std::tuple{
        Field{"kind", &Schedule::kind, "constant, linear, cosine or wsd", Presence::kRequired, kSchedules},
        Field{"warmup_steps", &Schedule::warmup_steps, "steps of linear warm-up from 0 to the peak"},
        Field{"decay_steps", &Schedule::decay_steps, "wsd: steps of the final linear decay", Presence::kOptional},
        Field{"floor", &Schedule::floor, "what the decay ends at, as a fraction of the peak"},
    };
  }
};

struct Training {
  std::string task = "next_token";
  std::string optimizer = "adamw";
  std::int64_t steps = 1;
  std::int64_t batch = 1;
  std::optional<std::int64_t> context;
  std::optional<std::int64_t> features;
  Schedule schedule;
  std::optional<double> grad_clip;
  std::string precision = "fp32";
  std::int64_t seed = 1;
  static constexpr auto fields() {
    return std::tuple{
        Field{"task", &Training::task, "what is learnt: next_token, classify or regress", Presence::kRequired, kTasks},
        Field{"optimizer", &Training::optimizer, "the update rule; what each is: optimizers.def", Presence::kRequired,
              kOptimizers},
        Field{"steps", &Training::steps, "optimizer steps of the run: duration / batch"},
        Field{"batch", &Training::batch, "sequences (samples) a step"},
        Field{"context", &Training::context, "next_token: tokens a sequence", Presence::kOptional},
        Field{"features", &Training::features, "classify, regress: numbers a sample", Presence::kOptional},
        Field{"schedule", &Training::schedule, "the learning rate's course"},
        Field{"grad_clip", &Training::grad_clip, "largest global norm of the gradient", Presence::kOptional},
        Field{"precision", &Training::precision, "fp32 or bf16", Presence::kRequired, kPrecisions},
        Field{"seed", &Training::seed, "of initial values and data order"},
    };
  }
};

}  // namespace cdp::plan
