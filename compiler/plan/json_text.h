// Text that grows by appending: JSON's tokens into one string, fast (a plan of a million tensors is gigabytes).
// Which tokens, and where lines break, is to_json()'s.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace cdp::plan {

class JsonText {
 public:
  void raw(std::string_view text) {
    char* at = room(text.size());
    std::memcpy(at, text.data(), text.size());
    size_ += text.size();
  }
  void raw(char character) {
    *room(1) = character;
    ++size_;
  }
  void new_line(std::size_t depth) {
    char* at = room(1 + 2 * depth);
    *at = '\n';
    std::memset(at + 1, ' ', 2 * depth);
    size_ += 1 + 2 * depth;
  }
  /// Quoted, with JSON's escapes; bytes that are not UTF-8 become U+FFFD.
  void string(std::string_view text);
  /// The shortest digits that read back to the same double. Not for NaN or infinity.
  void number(double value);
  void integer(std::int64_t value);

  /// Ends the writing.
  [[nodiscard]] std::string take() &&;

 private:
  char* room(std::size_t bytes) {
    if (text_.size() - size_ < bytes) grow(bytes);
    return text_.data() + size_;
  }
  void grow(std::size_t bytes);
  void escaped(std::string_view text);

  /// A plan has the same few numbers many times over, and working out digits is the slowest part of writing it.
  struct Digits {
    std::uint64_t bits = 0;
    std::uint8_t size = 0;
    std::array<char, 31> text{};
  };

  std::string text_;      // its size is what there is room for
  std::size_t size_ = 0;  // what has been written
  std::array<Digits, 256> digits_{};
};

}  // namespace cdp::plan
