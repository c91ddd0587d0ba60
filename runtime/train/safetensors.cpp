// Checksums around the reading and writing of safetensors.h.
#include "runtime/train/safetensors.h"

#include <fmt/format.h>

#include <bit>

#include "compiler/base/check.h"
#include "compiler/base/files.h"
#include "runtime/train/checksum.h"

namespace cdp::runtime {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are little endian and are read as they are");

/// Before a tensor's name: the key of its checksum among the metadata.
const std::string kChecksum = "checksum.";

std::string checksum_text(std::span<const std::byte> bytes) {
  return fmt::format("{:016x}", checksum(bytes));
}

}  // namespace

Status read_checked(const SafetensorsFile& file, const plan::StoredTensor& tensor, std::span<std::byte> out) {
  CHECK(out.size() == tensor.size());
  if (const Status filled = file.read(tensor, 0, out); !filled) return filled.error();
  const plan::Metadata& metadata = file.header().metadata;
  const auto written = metadata.find(kChecksum + tensor.name);
  if (written != metadata.end() && written->second != checksum_text(out))
    return Error{fmt::format("is damaged: the bytes of `{}` are not those that were written", tensor.name),
                 file.path()};
  return Done{};
}

Status write_safetensors(const std::string& path, plan::Metadata metadata, std::span<const TensorBytes> tensors) {
  std::vector<plan::StoredTensor> stored;
  std::uint64_t at = 0;
  for (const TensorBytes& tensor : tensors) {
    metadata[kChecksum + tensor.name] = checksum_text(tensor.bytes);
    stored.push_back({tensor.name, tensor.dtype, tensor.shape, at, at + tensor.bytes.size()});
    at += tensor.bytes.size();
  }
  const std::string head = plan::safetensors_head(metadata, stored);
  std::vector<std::string_view> pieces{head};
  for (const TensorBytes& tensor : tensors)
    pieces.emplace_back(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
  return write_file(path, pieces);
}

}  // namespace cdp::runtime
