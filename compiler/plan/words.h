// The closed sets of words that a plan may hold, each once: the compiler, validation, the schema and
// the runtime read them here.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cdp::plan {

inline constexpr std::array<std::string_view, 3> kTasks = {"next_token", "classify", "regress"};
inline constexpr std::array kOptimizers = {
#define OPTIMIZER(name, hyperparameters, step, tag, rest, meaning) std::string_view(#name),
#include "compiler/plan/optimizers.def"
#undef OPTIMIZER
};
inline constexpr std::array kEffects = {
#define EFFECT(id, word, sign, formula, meaning) std::string_view(#word),
#include "compiler/plan/effects.def"
#undef EFFECT
};
inline constexpr std::array<std::string_view, 4> kSchedules = {"constant", "linear", "cosine", "wsd"};
inline constexpr std::array<std::string_view, 2> kPrecisions = {"fp32", "bf16"};
inline constexpr std::array<std::string_view, 5> kDistributions = {"normal", "uniform", "orthogonal", "zeros", "ones"};
inline constexpr std::array<std::string_view, 2> kWeightDecays = {"coupled", "independent"};
inline constexpr std::array<std::string_view, 1> kLearningRates = {"peak"};
inline constexpr std::array<std::string_view, 1> kEpsilons = {"outside_sqrt"};

[[nodiscard]] inline bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The words as strings, for suggestions and lists in messages.
[[nodiscard]] inline std::vector<std::string> strings(std::span<const std::string_view> words) {
  return {words.begin(), words.end()};
}

/// Whether the task reads tokens in sequences; the others read samples of `features` numbers each.
[[nodiscard]] inline bool has_tokens(std::string_view task) {
  return task == "next_token";
}

/// Whether the distribution has a standard deviation.
[[nodiscard]] inline bool has_std(std::string_view distribution) {
  return distribution != "zeros" && distribution != "ones";
}

}  // namespace cdp::plan
