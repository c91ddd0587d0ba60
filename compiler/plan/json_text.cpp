// JSON's tokens: strings with escapes, numbers by the shortest digits.
#include "compiler/plan/json_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <utility>

#include "compiler/base/check.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace cdp::plan {
namespace {

/// Bytes that stand for themselves in a JSON string, whatever is around them.
constexpr std::array<bool, 256> plain_bytes() {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\' && byte != 0x7F;
  return plain;
}
constexpr std::array<bool, 256> kPlain = plain_bytes();

bool is_plain(char character) {
  return kPlain[static_cast<unsigned char>(character)];
}

/// Whether one of the eight bytes is zero (Mycroft's test).
constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t has_zero(std::uint64_t eight) {
  return (eight - kOnes) & ~eight & (0x80 * kOnes);
}

/// Whether all of them are plain; eight bytes at a time, since most of a plan is text.
bool all_plain(std::string_view text) {
  for (; text.size() >= sizeof(std::uint64_t); text.remove_prefix(sizeof(std::uint64_t))) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data(), sizeof(eight));
    const std::uint64_t high_or_control = (eight | (eight - 0x20 * kOnes)) & (0x80 * kOnes);
    const std::uint64_t special =
        has_zero(eight ^ ('"' * kOnes)) | has_zero(eight ^ ('\\' * kOnes)) | has_zero(eight ^ (0x7F * kOnes));
    if ((high_or_control | special) != 0) return false;
  }
  return std::all_of(text.begin(), text.end(), is_plain);
}

/// `\n`, `\u001f`; empty for a character that needs no escape.
std::string_view escape(char character, std::array<char, 6>& buffer) {
  switch (character) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(character);
  if (byte >= 0x20 && byte != 0x7F) return {};
  buffer = {'\\', 'u', '0', '0', kHex[byte >> 4], kHex[byte & 15]};
  return {buffer.data(), buffer.size()};
}

}  // namespace

void JsonText::overflow(std::string_view text) {
  flush();
  text_.append(text);
}

void JsonText::flush() {
  text_.append(block_.data(), used_);
  used_ = 0;
}

void JsonText::new_line(std::size_t depth) {
  constexpr std::string_view kBlanks = "\n                                ";
  raw(kBlanks.substr(0, 1 + 2 * depth));
  for (std::size_t blanks = kBlanks.size(); blanks < 1 + 2 * depth; ++blanks) raw(' ');
}

void JsonText::string(std::string_view text) {
  raw('"');
  if (all_plain(text))
    raw(text);
  else
    escaped(text);
  raw('"');
}

void JsonText::escaped(std::string_view text) {
  std::array<char, 6> buffer{};
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    const std::string_view bytes = text.substr(at, point.bytes);
    const std::string_view replaced = escape(bytes.front(), buffer);
    const bool broken = point.value == kReplacement && bytes != "\xEF\xBF\xBD";
    raw(broken ? "\xEF\xBF\xBD" : replaced.empty() ? bytes : replaced);
    at += point.bytes;
  }
}

void JsonText::number(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  Digits& known = digits_[(bits * 0x9E3779B97F4A7C15U) >> 56];
  if (known.size == 0 || known.bits != bits) {
    const std::string digits = shortest(value);
    CHECK(digits.size() <= known.text.size());
    known.bits = bits;
    known.size = static_cast<std::uint8_t>(digits.size());
    std::copy(digits.begin(), digits.end(), known.text.begin());
  }
  raw({known.text.data(), known.size});
}

void JsonText::integer(std::int64_t value) {
  std::array<char, 20> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  raw({buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())});
}

std::string_view JsonText::so_far() {
  flush();
  return text_;
}

std::string JsonText::take() && {
  flush();
  return std::move(text_);
}

}  // namespace cdp::plan
