// The table of hyperparameters (hyperparameters.def).
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cdp::sema {

enum class Hp : std::uint8_t {
#define HYPERPARAMETER(name, owner, least, below, meaning) name,
#include "compiler/sema/hyperparameters.def"
#undef HYPERPARAMETER
};

enum class HpOwner : std::uint8_t { kTensor, kMultiplier };

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct HpRow {
  Hp hp;
  std::string_view name;
  HpOwner owner;
  double least;
  double below;
  std::string_view meaning;
};

inline constexpr HpRow kHyperparameters[] = {
#define HYPERPARAMETER(name, owner, least, below, meaning) {Hp::name, #name, HpOwner::owner, least, below, meaning},
#include "compiler/sema/hyperparameters.def"
#undef HYPERPARAMETER
};

inline constexpr std::size_t kHpCount = std::size(kHyperparameters);

[[nodiscard]] constexpr const HpRow& row(Hp hp) {
  return kHyperparameters[static_cast<std::size_t>(hp)];
}

[[nodiscard]] inline std::optional<Hp> find_hp(std::string_view name) {
  for (const HpRow& r : kHyperparameters)
    if (r.name == name) return r.hp;
  return std::nullopt;
}

[[nodiscard]] inline std::vector<std::string> hp_names() {
  std::vector<std::string> names;
  for (const HpRow& r : kHyperparameters) names.emplace_back(r.name);
  return names;
}

}  // namespace cdp::sema
