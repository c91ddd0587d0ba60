// Says what is wrong with a number word; see numbers.h. What it means is base/written_number.h's matter.
#include "compiler/syntax/numbers.h"

#include <algorithm>
#include <charconv>

#include "compiler/base/written_number.h"

namespace cdp::syntax {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void report_attached(std::string_view text, std::size_t length, Span span, diag::DiagnosticSink& sink) {
  const std::string_view attached = text.substr(length);
  const Span place{span.file, span.begin + static_cast<std::uint32_t>(length), span.end};
  for (auto suffix = kNumberSuffixes.rbegin(); suffix != kNumberSuffixes.rend(); ++suffix) {
    const std::string_view unit = attached.substr(std::min(suffix->text.size(), attached.size()));
    if (attached.starts_with(suffix->text) && unit.size() >= 3) {
      sink.report<diag::Code::E0111>(place, unit);
      return;
    }
  }
  auto report = sink.report<diag::Code::E0110>(place, attached);
  for (const NumberSuffix& suffix : kNumberSuffixes) {
    const bool same =
        suffix.text.size() == attached.size() && std::equal(attached.begin(), attached.end(), suffix.text.begin(),
                                                            [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    if (same) report.fix(place, std::string(suffix.text));
  }
}

}  // namespace

Number read_number(std::string_view text, Span span, diag::DiagnosticSink& sink) {
  const WrittenNumber written = read_written_number(text);
  if (!written.attached) report_attached(text, written.digits, span, sink);
  Number number;
  number.unit = written.unit;
  number.percent = written.percent;
  number.value = written.range == NumberRange::kHeld ? written.value : 0;
  if (written.range == NumberRange::kTooSmall) sink.report<diag::Code::E0139>(span);
  if (written.range == NumberRange::kTooLarge) sink.report<diag::Code::E0112>(span);
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
