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

constexpr std::size_t kFirstRoom = 1 << 14;

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

void JsonText::grow(std::size_t bytes) {
  text_.resize(std::max({kFirstRoom, 2 * text_.size(), size_ + bytes}));
}

void JsonText::string(std::string_view text) {
  raw('"');
  if (std::all_of(text.begin(), text.end(), is_plain))
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

std::string JsonText::take() && {
  text_.resize(size_);
  return std::move(text_);
}

}  // namespace cdp::plan
