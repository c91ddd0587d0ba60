// The safetensors format (8 bytes of header length, a JSON header, the tensors' bytes), read and written as spans of
// bytes: no Torch here, and the JSON library stays in the .cpp. What the tensors mean is checkpoint.h's matter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::runtime {

/// The types that we write; files with others are refused.
enum class Dtype { kF32, kBf16 };

[[nodiscard]] std::size_t bytes_of(Dtype dtype);

/// One tensor of a file: its bytes are [begin, end) after the header.
struct TensorEntry {
  std::string name;
  Dtype dtype = Dtype::kF32;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::map<std::string, std::string, std::less<>> metadata;
  std::map<std::string, TensorEntry, std::less<>> tensors;
};

/// Strict: well-formed JSON, known types, shapes that fit their bytes, and tensors that fill `data_bytes` without gaps
/// or overlaps. Errors have no place; the caller knows the file.
[[nodiscard]] Result<SafetensorsHeader> parse_safetensors_header(std::string_view json, std::uint64_t data_bytes);

/// An open file whose header has been checked.
class SafetensorsFile {
 public:
  static Result<SafetensorsFile> open(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const SafetensorsHeader& header() const { return header_; }
  /// Fills `out`, which must be as long as the tensor. Bytes that do not have the checksum they were written with are
  /// an error; files of others have no checksums.
  [[nodiscard]] Status read(const TensorEntry& tensor, std::span<std::byte> out) const;

 private:
  std::string path_;
  SafetensorsHeader header_;
  std::uint64_t data_start_ = 0;
  std::shared_ptr<const int> descriptor_;
};

/// A tensor to write.
struct TensorBytes {
  std::string name;
  Dtype dtype = Dtype::kF32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};

/// Written beside the file and renamed: the file that was there stays until the new one is whole. Tensors lie in the
/// given order, a checksum of each among the metadata; equal input gives equal bytes.
[[nodiscard]] Status write_safetensors(const std::string& path,
                                       const std::map<std::string, std::string, std::less<>>& metadata,
                                       std::span<const TensorBytes> tensors);

}  // namespace cdp::runtime
