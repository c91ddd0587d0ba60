// Writes token files for tests: bare, and behind llm.c's header.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace cdp::test {

inline std::string token_bytes(const std::vector<std::uint16_t>& tokens) {
  std::string bytes(tokens.size() * 2, '\0');
  if (!tokens.empty()) std::memcpy(bytes.data(), tokens.data(), bytes.size());
  return bytes;
}

inline std::string llmc_bytes(const std::vector<std::uint16_t>& tokens, std::int32_t count, std::int32_t version = 1,
                              std::int32_t magic = 20240520) {
  std::int32_t head[256] = {magic, version, count};
  return std::string(reinterpret_cast<const char*>(head), sizeof head) + token_bytes(tokens);
}

}  // namespace cdp::test
