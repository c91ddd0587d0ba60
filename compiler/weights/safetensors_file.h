// A safetensors file on disk: opening reads its header and nothing else, so that the size of the file does not matter;
// bytes are read where they are asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "compiler/weights/safetensors_header.h"

namespace cdp::weights {

/// An open file whose header has been checked.
class SafetensorsFile {
 public:
  static Result<SafetensorsFile> open(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const SafetensorsHeader& header() const { return header_; }
  /// Fills `out` with the bytes of the tensor from its byte `offset` on; there must be as many.
  [[nodiscard]] Status read(const StoredTensor& tensor, std::uint64_t offset, std::span<std::byte> out) const;

 private:
  std::string path_;
  SafetensorsHeader header_;
  std::uint64_t data_start_ = 0;
  std::shared_ptr<const int> descriptor_;
};

}  // namespace cdp::weights
