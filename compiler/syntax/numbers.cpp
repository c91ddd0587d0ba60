// Suffixes that are powers of ten move the decimal exponent, so that `1.005M` is the double nearest to 1005000.
#include "compiler/syntax/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cdp::syntax {

namespace {

struct Suffix {
  std::string_view text;
  int ten;  // times 10^ten
  int two;  // times 2^two
};

constexpr std::array kSuffixes = {Suffix{"", 0, 0},    Suffix{"k", 3, 0},   Suffix{"M", 6, 0},
                                  Suffix{"B", 9, 0},   Suffix{"T", 12, 0},  Suffix{"Ki", 0, 10},
                                  Suffix{"Mi", 0, 20}, Suffix{"Gi", 0, 30}, Suffix{"%", -2, 0}};
constexpr std::array<std::string_view, 4> kUnits = {"seq", "tok", "steps", "tok_per_param"};

bool is_unit(std::string_view word) {
  return std::find(kUnits.begin(), kUnits.end(), word) != kUnits.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr double kTooSmall = -1;

struct Attached {
  Suffix suffix;
  std::string_view unit;
};

/// `Btok` is `B` and `tok`.
std::optional<Attached> split_attached(std::string_view attached) {
  for (const Suffix& suffix : kSuffixes) {
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

void report_attached(std::string_view text, std::size_t length, Span span, diag::DiagnosticSink& sink) {
  const std::string_view attached = text.substr(length);
  const Span place{span.file, span.begin + static_cast<std::uint32_t>(length), span.end};
  for (auto suffix = kSuffixes.rbegin(); suffix != kSuffixes.rend(); ++suffix) {
    const std::string_view unit = attached.substr(std::min(suffix->text.size(), attached.size()));
    if (attached.starts_with(suffix->text) && unit.size() >= 3) {
      sink.report<diag::Code::E0111>(place, unit);
      return;
    }
  }
  auto report = sink.report<diag::Code::E0110>(place, attached);
  for (const Suffix& suffix : kSuffixes) {
    const bool same =
        suffix.text.size() == attached.size() && std::equal(attached.begin(), attached.end(), suffix.text.begin(),
                                                            [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    if (same) report.fix(place, std::string(suffix.text));
  }
}

}  // namespace

Number read_number(std::string_view text, Span span, diag::DiagnosticSink& sink) {
  const std::size_t length = mantissa_length(text);
  Attached attached{kSuffixes[0], {}};
  if (const auto known = split_attached(text.substr(length))) {
    attached = *known;
  } else {
    report_attached(text, length, span, sink);
  }
  Number number;
  number.unit = attached.unit;
  number.percent = attached.suffix.text == "%";
  const double value = to_double(text.substr(0, length), attached.suffix.ten);
  number.value = value == kTooSmall ? 0 : std::ldexp(value, attached.suffix.two);
  if (value == kTooSmall) sink.report<diag::Code::E0139>(span);
  if (std::isinf(number.value)) {
    sink.report<diag::Code::E0112>(span);
    number.value = 0;
  }
  return number;
}

std::optional<std::int64_t> read_whole(std::string_view text) {
  std::int64_t value = 0;
  constexpr std::size_t kMostDigits = 15;
  if (text.empty() || text.size() > kMostDigits || !std::all_of(text.begin(), text.end(), is_digit))
    return std::nullopt;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string read_string(std::string_view text, Span span, diag::DiagnosticSink& sink) {
  const bool closed = text.size() >= 2 && text.back() == text.front();
  const std::string_view inside = text.substr(1, text.size() - (closed ? 2 : 1));
  std::string value;
  value.reserve(inside.size());
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] != '\\' || i + 1 == inside.size()) {
      value += inside[i];
      continue;
    }
    const char escape = inside[++i];
    if (escape == 'n') {
      value += '\n';
    } else if (escape == 't') {
      value += '\t';
    } else if (escape == '"' || escape == '\\') {
      value += escape;
    } else {
      const auto begin = span.begin + static_cast<std::uint32_t>(i);  // of the backslash: one for the quote, one back
      std::size_t bytes = 1;  // the whole character, should it be more than one byte
      while (i + bytes < inside.size() && (static_cast<unsigned char>(inside[i + bytes]) & 0xC0U) == 0x80U) ++bytes;
      const std::string_view shown = inside.substr(i, bytes);
      sink.report<diag::Code::E0105>({span.file, begin, begin + 1 + static_cast<std::uint32_t>(bytes)}, shown);
      value += escape;
    }
  }
  return value;
}

}  // namespace cdp::syntax
