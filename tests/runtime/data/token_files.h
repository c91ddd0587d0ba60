// Writes token files for tests: bare, and behind llm.c's header.
#pragma once

#include <cmath>
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

/// The same ids in integers of another width, little endian.
template <class Number>
std::string wide_bytes(const std::vector<std::uint32_t>& tokens) {
  const std::vector<Number> numbers(tokens.begin(), tokens.end());
  std::string bytes(numbers.size() * sizeof(Number), '\0');
  if (!numbers.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

/// Ids as a text has them: id k is about as frequent as 1 / k, up to `vocabulary`.
inline std::vector<std::uint32_t> zipf_ids(std::size_t count, double vocabulary, std::uint64_t state = 1) {
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const double draw = static_cast<double>(state >> 11U) * 0x1p-53;
    ids.push_back(static_cast<std::uint32_t>(std::pow(vocabulary, draw) - 0.5));
  }
  return ids;
}

/// Bytes without any order.
inline std::string noise(std::size_t count) {
  std::string bytes;
  std::uint64_t state = 7;
  while (bytes.size() < count) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    bytes += static_cast<char>(state >> 56U);
  }
  return bytes;
}

inline std::string llmc_bytes(const std::vector<std::uint16_t>& tokens, std::int32_t count, std::int32_t version = 1,
                              std::int32_t magic = 20240520) {
  std::int32_t head[256] = {magic, version, count};
  return std::string(reinterpret_cast<const char*>(head), sizeof head) + token_bytes(tokens);
}

}  // namespace cdp::test
