// Decoding for safe_text.h; what UTF-8 is, compiler/base/utf8.h knows. Control characters but tab and line feed are
// replaced as well, so that no output moves the terminal's cursor or changes its state.
#include "runtime/train/safe_text.h"

#include "compiler/base/harmless.h"
#include "compiler/base/utf8.h"

namespace cdp::runtime {
namespace {

constexpr const char* kReplacementText = "\xEF\xBF\xBD";

/// Bytes that a character with this first byte has.
std::size_t length_of(unsigned char lead) {
  if (lead >= 0xF0 && lead < 0xF8) return 4;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  return 1;
}

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// Whether the text is the beginning of a character that more bytes could finish.
bool unfinished(std::string_view text) {
  const std::size_t length = length_of(static_cast<unsigned char>(text.front()));
  if (text.size() >= length) return false;
  for (const char byte : text.substr(1)) {
    if (!is_continuation(byte)) return false;
  }
  return true;
}

bool is_control(char32_t value) {
  return value != '\n' && value != '\t' && steers_terminal(value);
}

/// Takes the first character off the text and shows it.
std::string take(std::string& text) {
  const CodePoint point = code_point_at(text, 0);
  const std::string bytes = text.substr(0, point.bytes);
  text.erase(0, point.bytes);
  return is_control(point.value) || point.value == kReplacement ? kReplacementText : bytes;
}

}  // namespace

std::string SafeText::add(std::string_view bytes) {
  std::string shown;
  for (const char byte : bytes) {
    waiting_ += byte;
    while (!waiting_.empty() && !unfinished(waiting_)) shown += take(waiting_);
  }
  return shown;
}

std::string SafeText::finish() {
  std::string shown;
  while (!waiting_.empty()) shown += take(waiting_);
  return shown;
}

}  // namespace cdp::runtime
