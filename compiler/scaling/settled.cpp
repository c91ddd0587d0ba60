// Decimals to wide numbers and back; see settled.h.
#include "compiler/scaling/settled.h"

#include <array>
#include <charconv>
#include <cmath>

namespace cdp::scaling {
namespace {

constexpr int kDigits = 15;
constexpr std::size_t kLongest = 64;

}  // namespace

Exact exact(double written) {
  if (!std::isfinite(written) || std::trunc(written) == written) return written;
  std::array<char, kLongest> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), written).ptr;
  Exact value = written;
  std::from_chars(text.data(), end, value);
  return value;
}

double settled(Exact value) {
  if (!std::isfinite(value)) return static_cast<double>(value);
  std::array<char, kLongest> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific, kDigits - 1).ptr;
  double rounded = static_cast<double>(value);
  // Beyond the range of a double it keeps what the conversion gives: infinity, or 0.
  std::from_chars(text.data(), end, rounded);
  return rounded;
}

}  // namespace cdp::scaling
