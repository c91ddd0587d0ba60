// Says what is wrong with a text that is not JSON, from the bytes around the fault.
#include "compiler/plan/json_fault.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "compiler/base/utf8.h"

namespace cdp::plan {
namespace {

constexpr std::size_t kLongestWord = 40;

bool is_word_byte(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '-' || character == '+' ||
         character == '.' || character == '_';
}

/// The letters, digits and signs around an offset, where one can see the whole of them.
std::string_view word_at(std::string_view text, std::size_t offset) {
  std::size_t begin = offset;
  std::size_t end = offset;
  while (begin > 0 && offset - begin < kLongestWord && is_word_byte(text[begin - 1])) --begin;
  while (end < text.size() && end - offset < kLongestWord && is_word_byte(text[end])) ++end;
  return text.substr(begin, end - begin);
}

/// The whole of a number, however long, from an offset in it or at its end.
std::string_view number_at(std::string_view text, std::size_t offset) {
  std::size_t begin = offset + 1;
  while (begin > 0 && is_word_byte(text[begin - 1])) --begin;
  std::size_t end = begin;
  while (end < text.size() && is_word_byte(text[end])) ++end;
  return text.substr(begin, end - begin);
}

bool is_not_finite(std::string_view word) {
  if (word.starts_with('-') || word.starts_with('+')) word.remove_prefix(1);
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char byte) { return std::tolower(byte); });
  constexpr std::array<std::string_view, 3> kNames = {"nan", "inf", "infinity"};
  return std::find(kNames.begin(), kNames.end(), lower) != kNames.end();
}

std::string what_stands_at(std::string_view text, std::size_t offset) {
  const CodePoint point = code_point_at(text, offset);
  const auto byte = static_cast<unsigned char>(text[offset]);
  if (byte < 0x20 || byte == 0x7F || point.value == kReplacement) return fmt::format("the byte 0x{:02x}", byte);
  return fmt::format("`{}`", text.substr(offset, point.bytes));
}

/// Cut where it is long, without control characters.
std::string shown(std::string_view text) {
  std::string shown;
  std::size_t at = 0;
  while (at < text.size() && at < kLongestWord) {
    const CodePoint point = code_point_at(text, at);
    const bool shows = static_cast<unsigned char>(text[at]) >= 0x20 && text[at] != 0x7F && point.value != kReplacement;
    shown += shows ? text.substr(at, point.bytes) : "?";
    at += point.bytes;
  }
  return at < text.size() ? shown + "..." : shown;
}

}  // namespace

bool is_truncated(std::string_view text, const JsonFault& fault) {
  return fault.position > text.size();
}

std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {} column {}", line, 1 + count_code_points(before.substr(line_start)));
}

std::string describe(std::string_view text, const JsonFault& fault) {
  if (text.empty()) return "there is nothing";
  const std::size_t offset = std::min(std::max<std::size_t>(fault.position, 1), text.size()) - 1;
  const std::string at = " at " + line_and_column(text, offset);
  const auto complains_of = [&](std::string_view words) {
    return fault.complaint.find(words) != std::string_view::npos;
  };
  if (fault.number_too_large) {
    const std::string_view number = number_at(text, offset > 0 && !is_word_byte(text[offset]) ? offset - 1 : offset);
    return fmt::format("{} is too large for a number (64-bit floating point),{}", in_ticks(number), at);
  }
  if (complains_of("UTF-8")) return "bytes that are not UTF-8" + at;
  if (complains_of("invalid string: control character")) return "a line break or control character inside a text" + at;
  if (complains_of("invalid string")) return "a broken escape inside a text" + at;
  const std::string_view word = word_at(text, offset);
  if (is_not_finite(word)) return fmt::format("`{}` is not a number JSON can hold,{}", word, at);
  if (word.size() > 1) return fmt::format("unexpected `{}`{}", word, at);
  return fmt::format("unexpected {}{}", what_stands_at(text, offset), at);
}

std::string in_quotes(std::string_view text) {
  return '"' + shown(text) + '"';
}

std::string in_ticks(std::string_view text) {
  return '`' + shown(text) + '`';
}

}  // namespace cdp::plan
