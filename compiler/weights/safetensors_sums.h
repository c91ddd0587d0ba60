// The checksums that cdp keeps among the metadata of the safetensors files it writes: one of each tensor's bytes, and
// one of everything that the header says. Files of others have none.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "compiler/weights/safetensors_file.h"

namespace cdp::weights {

/// Before a tensor's name: the key of its checksum.
inline constexpr std::string_view kTensorSum = "checksum.";
/// The key of the header's checksum: over all other metadata and all tensors' names, types, shapes and places.
inline constexpr std::string_view kHeaderSum = "header_checksum";

/// As it stands in the metadata.
[[nodiscard]] std::string sum_text(std::uint64_t checksum);

/// Over what stands in the metadata but for itself; say it last.
[[nodiscard]] std::string header_sum(const Metadata& metadata, std::span<const StoredTensor> tensors);

/// Whether the header is as it was written, where that can be told: where it has a checksum. Checkpoints of cdp-run
/// have one since version 2.
[[nodiscard]] Status check_header(const SafetensorsFile& file);

/// Whether a tensor's bytes, whose checksum is given, are as they were written, where that can be told.
[[nodiscard]] Status check_tensor(const SafetensorsFile& file, const StoredTensor& tensor, std::uint64_t checksum);

}  // namespace cdp::weights
