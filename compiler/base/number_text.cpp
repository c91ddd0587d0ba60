// See number_text.h.
#include "compiler/base/number_text.h"

#include <cmath>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace cdp {

std::string short_number(double value) {
  const auto rounded = [value](int digits) {
    return std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr);
  };
  const double near = value > 0.9 && value < 1 ? rounded(6) : rounded(4);
  return shortest(near == 1 || !std::isfinite(near) ? value : near);  // the largest numbers round up to infinity
}

std::string change(double from, double to) {
  return from == to ? with_suffix(to) : with_suffix(from) + " -> " + with_suffix(to);
}

std::string with_suffix(double value) {
  if (!std::isfinite(value)) return shortest(value);
  if (value < 10'000) return fmt::format("{:.4g}", value);
  constexpr std::pair<double, char> kSuffixes[] = {{1e12, 'T'}, {1e9, 'B'}, {1e6, 'M'}, {1e3, 'k'}};
  for (const auto& [unit, letter] : kSuffixes)
    if (value >= unit * 0.9995) return fmt::format("{:.4g}{}", value / unit, letter);
  return fmt::format("{:.4g}", value);
}

std::string counted(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

}  // namespace cdp
