// The closed sets of words that a plan may hold, each an enum; the enumerators and their words come from one table
// (words.def, optimizers.def, effects.def).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "compiler/base/words.h"

namespace cdp::plan {

enum class TaskKind : std::uint8_t {
#define TASK(word) word,
#include "compiler/plan/words.def"
};
enum class ScheduleKind : std::uint8_t {
#define SCHEDULE(word) word,
#include "compiler/plan/words.def"
};
enum class Precision : std::uint8_t {
#define PRECISION(word) word,
#include "compiler/plan/words.def"
};
enum class Distribution : std::uint8_t {
#define DISTRIBUTION(word) word,
#include "compiler/plan/words.def"
};
enum class DecayConvention : std::uint8_t {
#define DECAY_CONVENTION(word) word,
#include "compiler/plan/words.def"
};
enum class LrConvention : std::uint8_t {
#define LR_CONVENTION(word) word,
#include "compiler/plan/words.def"
};
enum class EpsConvention : std::uint8_t {
#define EPS_CONVENTION(word) word,
#include "compiler/plan/words.def"
};
enum class OptimizerKind : std::uint8_t {
#define OPTIMIZER(name, ...) name,
#include "compiler/plan/optimizers.def"
#undef OPTIMIZER
};
enum class Effect : std::uint8_t {
#define EFFECT(id, word, ...) id,
#include "compiler/plan/effects.def"
#undef EFFECT
};

/// Whether the task reads tokens in sequences; the others read samples of `features` numbers each.
[[nodiscard]] constexpr bool has_tokens(TaskKind task) {
  return task == TaskKind::next_token;
}

/// Whether the distribution has a standard deviation.
[[nodiscard]] constexpr bool has_std(Distribution distribution) {
  return distribution != Distribution::zeros && distribution != Distribution::ones;
}

}  // namespace cdp::plan

namespace cdp {

template <>
struct EnumWords<plan::TaskKind> {
  static constexpr auto all = std::to_array<std::string_view>({
#define TASK(word) #word,
#include "compiler/plan/words.def"
  });
};
template <>
struct EnumWords<plan::ScheduleKind> {
  static constexpr auto all = std::to_array<std::string_view>({
#define SCHEDULE(word) #word,
#include "compiler/plan/words.def"
  });
};
template <>
struct EnumWords<plan::Precision> {
  static constexpr auto all = std::to_array<std::string_view>({
#define PRECISION(word) #word,
#include "compiler/plan/words.def"
  });
};
template <>
struct EnumWords<plan::Distribution> {
  static constexpr auto all = std::to_array<std::string_view>({
#define DISTRIBUTION(word) #word,
#include "compiler/plan/words.def"
  });
};
template <>
struct EnumWords<plan::DecayConvention> {
  static constexpr auto all = std::to_array<std::string_view>({
#define DECAY_CONVENTION(word) #word,
#include "compiler/plan/words.def"
  });
};
template <>
struct EnumWords<plan::LrConvention> {
  static constexpr auto all = std::to_array<std::string_view>({
#define LR_CONVENTION(word) #word,
#include "compiler/plan/words.def"
  });
};
template <>
struct EnumWords<plan::EpsConvention> {
  static constexpr auto all = std::to_array<std::string_view>({
#define EPS_CONVENTION(word) #word,
#include "compiler/plan/words.def"
  });
};
template <>
struct EnumWords<plan::OptimizerKind> {
  static constexpr auto all = std::to_array<std::string_view>({
#define OPTIMIZER(name, ...) #name,
#include "compiler/plan/optimizers.def"
#undef OPTIMIZER
  });
};
template <>
struct EnumWords<plan::Effect> {
  static constexpr auto all = std::to_array<std::string_view>({
#define EFFECT(id, word, ...) #word,
#include "compiler/plan/effects.def"
#undef EFFECT
  });
};

}  // namespace cdp
