// What a file is that is neither text nor tokens, by its first bytes: archives, arrays, tables, weights, pictures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/result.h"

namespace cdp::runtime {

/// A file's two ends; of a small file they are the same bytes.
struct FileEnds {
  std::string path;
  std::string head;  // at most kHead bytes
  std::string tail;  // at most kTail bytes
  std::uint64_t size = 0;

  static constexpr std::size_t kHead = 1024;
  static constexpr std::size_t kTail = 8;
};
[[nodiscard]] Result<FileEnds> read_ends(const std::string& path);

struct FileFormat {
  std::string what;      // `a NumPy array (.npy)`, `compressed by gzip`
  std::string way;       // `decompress it first: gunzip`
  bool certain = false;  // no file of tokens begins so

  /// `is a NumPy array (.npy), not TEXT; WAY`
  [[nodiscard]] std::string refusal(std::string_view wanted) const;
};

/// Nothing for text, for tokens and for what is not known.
[[nodiscard]] std::optional<FileFormat> format_of(const FileEnds& ends);

}  // namespace cdp::runtime
