// UTF-8 by the table of RFC 3629; runs of ASCII are skipped eight bytes at a time.
#include "compiler/syntax/utf8_check.h"

#include <cstring>
#include <optional>

namespace cdp::syntax {

namespace {

constexpr std::size_t kTooManyBadBytes = 8;

std::size_t skip_ascii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
  while (at + 8 <= text.size()) {
    std::uint64_t chunk = 0;
    std::memcpy(&chunk, text.data() + at, 8);
    if ((chunk & kHighBits) != 0) break;
    at += 8;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

/// A carriage return without a line feed behind it, but for one at the very end.
std::size_t lone_return(std::string_view text) {
  std::size_t at = text.find('\r');
  while (at != std::string_view::npos && at + 1 < text.size() && text[at + 1] == '\n') at = text.find('\r', at + 1);
  return at == std::string_view::npos || at + 1 == text.size() ? std::string_view::npos : at;
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(offset);
  if (offset >= text.size()) return 0;
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(offset + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return continues(offset + 1, low, high) && continues(offset + 2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return continues(offset + 1, low, high) && continues(offset + 2) && continues(offset + 3) ? 4 : 0;
  }
  return 0;
}

bool check_text(std::string_view text, FileId file, diag::DiagnosticSink& sink) {
  std::size_t bad = 0;
  std::optional<std::size_t> first_bad;
  for (std::size_t at = skip_ascii(text, 0); at < text.size() && bad <= kTooManyBadBytes; at = skip_ascii(text, at)) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) {
      ++bad;
      if (!first_bad) first_bad = at;
    }
    at += length == 0 ? 1 : length;
  }
  const auto byte_span = [&](std::size_t at) {
    return Span{file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 1)};
  };
  if (first_bad) {
    const std::string shown = fmt::format("0x{:02x}", static_cast<unsigned char>(text[*first_bad]));
    sink.report<diag::Code::E0101>(byte_span(*first_bad), shown);
  }
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) sink.report<diag::Code::E0102>(byte_span(nul));
  const std::size_t alone = lone_return(text);
  if (alone != std::string_view::npos) sink.report<diag::Code::E0252>(byte_span(alone));
  return bad <= kTooManyBadBytes && alone == std::string_view::npos;
}

}  // namespace cdp::syntax
