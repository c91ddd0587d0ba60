// Numbers as the language writes them: `1_000`, `3e-4`, `10M`, `2Ki`, `5%`, `256seq`. Who reads one says what is wrong
// with it; files of runs and specs take the same words.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace cdp {

struct NumberSuffix {
  std::string_view text;
  int ten;  // times 10^ten
  int two;  // times 2^two
};

inline constexpr std::array kNumberSuffixes = {
    NumberSuffix{"", 0, 0},    NumberSuffix{"k", 3, 0},   NumberSuffix{"M", 6, 0},
    NumberSuffix{"B", 9, 0},   NumberSuffix{"T", 12, 0},  NumberSuffix{"Ki", 0, 10},
    NumberSuffix{"Mi", 0, 20}, NumberSuffix{"Gi", 0, 30}, NumberSuffix{"%", -2, 0}};
inline constexpr std::array<std::string_view, 4> kNumberUnits = {"seq", "tok", "steps", "tok_per_param"};

enum class NumberRange { kHeld, kTooSmall, kTooLarge };

struct WrittenNumber {
  double value = 0;  // the nearest double; 0 where it is too small, infinite where it is too large
  std::string_view unit = {};
  bool percent = false;
  std::size_t digits = 0;  // characters of the number itself: digits, point, exponent; 0: this is no number
  bool attached = true;    // what follows the digits is nothing, a suffix, a unit, or a suffix and a unit
  NumberRange range = NumberRange::kHeld;
};

/// Numbers have no sign. Suffixes that are powers of ten move the decimal exponent, so that `1.005M` is the double
/// nearest to 1005000.
[[nodiscard]] WrittenNumber read_written_number(std::string_view text);

}  // namespace cdp
