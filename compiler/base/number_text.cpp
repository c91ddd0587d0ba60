// See number_text.h.
#include "compiler/base/number_text.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/harmless.h"
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

bool is_beyond_64_bits(std::string_view word) {
  std::int64_t value = 0;
  if (word.starts_with('+')) word.remove_prefix(1);
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
  return fault == std::errc::result_out_of_range && end == word.data() + word.size();
}

std::string no_number(std::string_view word) {
  const std::string_view digits = word.substr(word.starts_with('-') || word.starts_with('+') ? 1 : 0);
  const bool whole = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  const std::string found = shortened(word);
  if (whole && word.starts_with('-')) return fmt::format("must be 0 or more, found `{}`", found);
  if (whole) return fmt::format("must be a smaller number, found `{}`, which no option can hold", found);
  return fmt::format("must be a number, found `{}`", found);
}

}  // namespace cdp
