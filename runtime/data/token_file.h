// Token files: 16-bit little-endian token ids, bare or behind llm.c's header. Mapped into memory, not copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "compiler/base/result.h"

namespace cdp::runtime {

/// A mapped token file; the mapping lives as long as any copy of this.
struct TokenFile {
  std::span<const std::uint16_t> tokens;
  std::size_t header_bytes = 0;  // 0 or 1024
  std::shared_ptr<const void> mapping;
};

/// Takes `.bin` files: llm.c's header is 256 int32, of which magic 20240520, version 1 and the number of tokens; a file
/// that does not begin with a magic number of llm.c is bare uint16.
[[nodiscard]] Result<TokenFile> open_token_file(const std::string& path);

/// Whether the name says that it is a token file.
[[nodiscard]] inline bool is_token_file(const std::string& path) {
  return path.ends_with(".bin");
}

}  // namespace cdp::runtime
