// The words of token_type.h.
#include "runtime/data/token_type.h"

#include <fmt/format.h>

#include <array>

namespace cdp::runtime {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"bytes", "uint16", "uint32"};

}  // namespace

Result<TokenType> parse_token_type(std::string_view word) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (word == kNames[i]) return static_cast<TokenType>(i);
  std::string hint;
  if (word == "uint8" || word == "int8") hint = "; a token of one byte is `bytes`";
  if (word == "int16") hint = "; ids are not negative, so `uint16` reads the same numbers";
  if (word == "int32") hint = "; ids are not negative, so `uint32` reads the same numbers";
  if (word == "int64" || word == "uint64") hint = "; convert the file, " + convert_to_uint32(std::string(word));
  return Error{fmt::format("there is no token type `{}`; choose bytes, uint16 or uint32{}", word, hint),
               "--token-type"};
}

std::string name_of(TokenType type) {
  return std::string(kNames[static_cast<std::size_t>(type)]);
}

std::size_t width_of(TokenType type) {
  return type == TokenType::kBytes ? 1 : type == TokenType::kUint16 ? 2 : 4;
}

std::string convert_to_uint32(const std::string& from) {
  return fmt::format(
      "in Python: np.memmap('old.bin', '{}', 'r').astype('uint32').tofile('new.bin'), and read that with "
      "--token-type uint32",
      from);
}

}  // namespace cdp::runtime
