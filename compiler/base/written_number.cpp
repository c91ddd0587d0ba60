// Reads the digits, then what is attached to them; see written_number.h.
#include "compiler/base/written_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>
#include <string>

namespace cdp {

namespace {

bool is_unit(std::string_view word) {
  return std::find(kNumberUnits.begin(), kNumberUnits.end(), word) != kNumberUnits.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr double kTooSmall = -1;

struct Attached {
  NumberSuffix suffix;
  std::string_view unit;
};

/// `Btok` is `B` and `tok`.
std::optional<Attached> split_attached(std::string_view attached) {
  for (const NumberSuffix& suffix : kNumberSuffixes) {
    if (!attached.starts_with(suffix.text)) continue;
    const std::string_view unit = attached.substr(suffix.text.size());
    if (unit.empty() || is_unit(unit)) return Attached{suffix, unit};
  }
  return std::nullopt;
}

/// How many characters of `text` are the number itself: digits, point, exponent.
std::size_t mantissa_length(std::string_view text) {
  const auto digits = [&](std::size_t at) {
    while (at < text.size() && (is_digit(text[at]) || text[at] == '_')) ++at;
    return at;
  };
  if (text.empty() || !is_digit(text[0])) return 0;
  std::size_t at = digits(0);
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) at = digits(at + 1);
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t power = at + 1;
    if (power < text.size() && (text[power] == '+' || text[power] == '-')) ++power;
    if (power < text.size() && is_digit(text[power])) at = digits(power);
  }
  return at;
}

/// The double nearest to mantissa * 10^shift: infinite where that is too large, negative where it is not zero but too
/// small to be told from it (kTooSmall).
double to_double(std::string_view mantissa, int shift) {
  std::string plain;
  std::copy_if(mantissa.begin(), mantissa.end(), std::back_inserter(plain), [](char c) { return c != '_'; });
  long exponent = shift;
  if (const std::size_t mark = plain.find_first_of("eE"); mark != std::string::npos) {
    const char* first = plain.data() + mark + (plain[mark + 1] == '+' ? 2 : 1);
    long written = 0;
    if (std::from_chars(first, plain.data() + plain.size(), written).ec != std::errc()) {
      written = plain[mark + 1] == '-' ? -1'000'000 : 1'000'000;
    }
    exponent += written;
    plain.resize(mark);
  }
  if (exponent != 0) plain += 'e' + std::to_string(exponent);
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error == std::errc()) return value;
  const std::size_t first = plain.find_first_of("123456789e");
  if (first == std::string::npos || plain[first] == 'e') return 0.0;
  const auto point = static_cast<long>(std::min(plain.find_first_of(".e"), plain.size()));
  return point - static_cast<long>(first) + exponent < 0 ? kTooSmall : HUGE_VAL;
}

}  // namespace

WrittenNumber read_written_number(std::string_view text) {
  WrittenNumber number;
  number.digits = mantissa_length(text);
  Attached attached{kNumberSuffixes[0], {}};
  const auto known = split_attached(text.substr(number.digits));
  number.attached = known.has_value();
  if (known) attached = *known;
  number.unit = attached.unit;
  number.percent = attached.suffix.text == "%";
  const double value = to_double(text.substr(0, number.digits), attached.suffix.ten);
  number.value = value == kTooSmall ? 0 : std::ldexp(value, attached.suffix.two);
  if (value == kTooSmall) number.range = NumberRange::kTooSmall;
  if (std::isinf(number.value)) number.range = NumberRange::kTooLarge;
  return number;
}

}  // namespace cdp
