// See safetensors_sums.h.
#include "compiler/weights/safetensors_sums.h"

#include <fmt/format.h>

#include "compiler/base/checksum.h"

namespace cdp::weights {
namespace {

/// With its length before it, so that no two lists of texts are the same bytes.
void add(Checksum& sum, std::string_view text) {
  const std::uint64_t length = text.size();
  sum.add(std::as_bytes(std::span(&length, 1)));
  sum.add(std::as_bytes(std::span(text)));
}

void add(Checksum& sum, std::uint64_t number) {
  sum.add(std::as_bytes(std::span(&number, 1)));
}

/// Whether the file is a checkpoint, of a version in which the header's checksum is never missing.
bool always_has_sum(const Metadata& metadata) {
  const auto is = [&](std::string_view key, std::string_view value) {
    const auto found = metadata.find(key);
    return found != metadata.end() && found->second == value;
  };
  return is("format", kCheckpointFormat) && is("version", kCheckpointVersion);
}

}  // namespace

std::string sum_text(std::uint64_t checksum) {
  return fmt::format("{:016x}", checksum);
}

std::string header_sum(const Metadata& metadata, std::span<const StoredTensor> tensors) {
  Checksum sum;
  for (const auto& [key, value] : metadata) {
    if (key == kHeaderSum) continue;
    add(sum, key);
    add(sum, value);
  }
  add(sum, tensors.size());
  for (const StoredTensor& tensor : tensors) {
    add(sum, tensor.name);
    add(sum, dtype_name(tensor.dtype));
    add(sum, tensor.shape.size());
    for (const std::int64_t dimension : tensor.shape) add(sum, static_cast<std::uint64_t>(dimension));
    add(sum, tensor.begin);
    add(sum, tensor.end);
  }
  return sum_text(sum.value());
}

Status check_header(const SafetensorsFile& file) {
  const SafetensorsHeader& header = file.header();
  const Error damaged{"is damaged: its header is not the one that was written", file.path()};
  const auto written = header.metadata.find(kHeaderSum);
  if (written != header.metadata.end())
    return written->second == header_sum(header.metadata, header.tensors) ? Status(Done{}) : damaged;
  return always_has_sum(header.metadata) ? Status(damaged) : Done{};
}

Status check_tensor(const SafetensorsFile& file, const StoredTensor& tensor, std::uint64_t checksum) {
  const Metadata& metadata = file.header().metadata;
  const auto written = metadata.find(fmt::format("{}{}", kTensorSum, tensor.name));
  if (written == metadata.end() || written->second == sum_text(checksum)) return Done{};
  return Error{fmt::format("is damaged: the bytes of `{}` are not those that were written", tensor.name), file.path()};
}

}  // namespace cdp::weights
