// The header of a safetensors file (https://github.com/huggingface/safetensors): 8 bytes of length, then JSON that says
// which tensors lie where in the bytes behind it. Read strictly and written; opening files is safetensors_file.h's,
// what the tensors mean is the caller's.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::weights {

enum class Dtype {
#define DTYPE(id, word, bits, kind) id,
#include "compiler/weights/dtypes.def"
#undef DTYPE
};

enum class DtypeKind { kFloat, kNarrow, kWide, kWhole };

/// `BF16`, as the format writes it.
[[nodiscard]] std::string_view dtype_name(Dtype dtype);
[[nodiscard]] DtypeKind dtype_kind(Dtype dtype);

/// One tensor of a file: its bytes are [begin, end) behind the header.
struct StoredTensor {
  std::string name;
  Dtype dtype = Dtype::kF32;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  [[nodiscard]] std::uint64_t size() const { return end - begin; }
};

using Metadata = std::map<std::string, std::string, std::less<>>;

struct SafetensorsHeader {
  Metadata metadata;
  std::vector<StoredTensor> tensors;                       // in the order of their bytes
  std::map<std::string, std::size_t, std::less<>> places;  // name to index

  /// Null when there is none.
  [[nodiscard]] const StoredTensor* find(std::string_view name) const;
};

/// How many bytes before the header say how long it is.
inline constexpr std::uint64_t kLengthBytes = 8;
/// The limit of the reference implementation.
inline constexpr std::uint64_t kMostHeaderBytes = 100'000'000;

/// Before the name of a tensor: the state that cdp-run's optimizer has for it, `optimizer.m.NAME`.
inline constexpr std::string_view kOptimizerState = "optimizer.";
/// The metadata `format` of cdp-run's checkpoints.
inline constexpr std::string_view kCheckpointFormat = "cdp-checkpoint";
/// And their `version`. Those of version 1 have no checksum of the header, no micro-batch and no mark of the record.
inline constexpr std::string_view kCheckpointVersion = "2";

/// Strict: JSON in UTF-8, no key twice, known types, shapes that fit their bytes, and tensors that fill `data_bytes`
/// without gaps or overlaps. Takes no more memory than the text's own order. Errors have no place; the caller knows the
/// file.
[[nodiscard]] Result<SafetensorsHeader> parse_safetensors_header(std::string_view json, std::uint64_t data_bytes);

/// The beginning of a file, length included, padded so that the tensors' bytes are aligned. Each tensor's `begin` and
/// `end` must be set; equal input gives equal bytes.
[[nodiscard]] std::string safetensors_head(const Metadata& metadata, std::span<const StoredTensor> tensors);

/// Bytes that a tensor of this shape takes; an error where they are no whole number of bytes, or more than there can
/// be.
[[nodiscard]] Result<std::uint64_t> stored_bytes(Dtype dtype, std::span<const std::int64_t> shape);

}  // namespace cdp::weights
