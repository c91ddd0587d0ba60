// Safetensors with checksums of each tensor and of the header among the metadata, as checkpoints are written and read
// back. The format and the checksums are compiler/plan's, what the tensors mean checkpoint.h's; no Torch here.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "compiler/weights/safetensors_file.h"

namespace cdp::runtime {

using weights::SafetensorsFile;

/// Fills `out`, which must be as long as the tensor. Bytes that do not have the checksum they were written with are an
/// error; files of others have no checksums.
[[nodiscard]] Status read_checked(const SafetensorsFile& file, const weights::StoredTensor& tensor,
                                  std::span<std::byte> out);

/// A tensor to write.
struct TensorBytes {
  std::string name;
  weights::Dtype dtype = weights::Dtype::kF32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};

/// Written beside the file and renamed: the file that was there stays until the new one is whole. Tensors lie in the
/// given order, checksums among the metadata; equal input gives equal bytes.
[[nodiscard]] Status write_safetensors(const std::string& path, weights::Metadata metadata,
                                       std::span<const TensorBytes> tensors);

}  // namespace cdp::runtime
