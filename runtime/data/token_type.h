// What a token is in a file: a byte, or an id of 16 or 32 bits. Users name it with --token-type where a file does not
// say it itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "compiler/base/result.h"

namespace cdp::runtime {

enum class TokenType { kBytes, kUint16, kUint32 };

/// `bytes`, `uint16` or `uint32`.
[[nodiscard]] Result<TokenType> parse_token_type(std::string_view word);
[[nodiscard]] std::string name_of(TokenType type);
/// Bytes of one token.
[[nodiscard]] std::size_t width_of(TokenType type);

/// How a file of other integers (`int64`, as NumPy calls it) becomes one that is read.
[[nodiscard]] std::string convert_to_uint32(const std::string& from);

}  // namespace cdp::runtime
