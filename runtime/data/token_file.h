// Token files: little-endian ids of 16 or 32 bits, bare, behind llm.c's header or beside Megatron's index. Mapped into
// memory, not copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "compiler/base/result.h"
#include "runtime/data/mapping.h"
#include "runtime/data/token_type.h"

namespace cdp::runtime {

/// A mapped token file; the mapping lives as long as any copy of this.
struct TokenFile {
  TokenType type = TokenType::kUint16;  // not bytes
  std::span<const std::byte> body;      // behind the header
  std::size_t header_bytes = 0;         // 0 or 1024
  std::shared_ptr<const Mapping> mapping;

  [[nodiscard]] std::size_t size() const { return body.size() / width_of(type); }
  /// visit(span of uint16 or uint32)
  template <class Visit>
  auto with_tokens(Visit visit) const {
    if (type == TokenType::kUint32)
      return visit(std::span(reinterpret_cast<const std::uint32_t*>(body.data()), size()));
    return visit(std::span(reinterpret_cast<const std::uint16_t*>(body.data()), size()));
  }
};

/// llm.c's header is 256 int32, of which a magic number (20240520: ids of 16 bits, 20240801: of 32), a version and the
/// number of tokens. A file without one is bare ids of the type that the user has `said`, else of 16 bits; then what is
/// known to be something else (file_format.h, Megatron's index) or looks like it (look.h) is refused.
[[nodiscard]] Result<TokenFile> open_token_file(const std::string& path, std::optional<TokenType> said = {});

/// Whether the name says that it is a token file.
[[nodiscard]] inline bool is_token_file(const std::string& path) {
  return path.ends_with(".bin");
}

}  // namespace cdp::runtime
