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
    if (kBlock - used_ < text.size()) return overflow(text);
    std::memcpy(block_.data() + used_, text.data(), text.size());
    used_ += text.size();
  }
  void raw(char character) { raw(std::string_view(&character, 1)); }
  void new_line(std::size_t depth);
  /// Quoted, with JSON's escapes; bytes that are not UTF-8 become U+FFFD.
  void string(std::string_view text);
  /// The shortest digits that read back to the same double. Not for NaN or infinity.
  void number(double value);
  void integer(std::int64_t value);

  /// How much has been written, and a guess at how much is still to come, so that a long text is moved only once.
  [[nodiscard]] std::size_t size() const { return text_.size() + used_; }
  void expect(std::size_t bytes) { text_.reserve(size() + bytes); }

  /// What has been written since the text was last forgotten. Its memory is kept: fresh pages cost more than the text.
  [[nodiscard]] std::string_view so_far();
  void forget() { text_.clear(); }
  /// Ends the writing.
  [[nodiscard]] std::string take() &&;

 private:
  static constexpr std::size_t kBlock = 1 << 14;

  void overflow(std::string_view text);
  void flush();
  void escaped(std::string_view text);

  /// A plan has the same few numbers many times over, and working out digits is the slowest part of writing it.
  struct Digits {
    std::uint64_t bits = 0;
    std::uint8_t size = 0;
    std::array<char, 31> text{};
  };

  std::string text_;
  std::array<char, kBlock> block_;  // the text's end, until it is full
  std::size_t used_ = 0;
  std::array<Digits, 256> digits_{};
};

}  // namespace cdp::plan
