// Checksums around the reading and writing of safetensors.h.
#include "runtime/train/safetensors.h"

#include <bit>

#include "compiler/base/check.h"
#include "compiler/base/checksum.h"
#include "compiler/base/files.h"
#include "compiler/weights/safetensors_sums.h"

namespace cdp::runtime {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are little endian and are read as they are");

}  // namespace

Status read_checked(const SafetensorsFile& file, const weights::StoredTensor& tensor, std::span<std::byte> out) {
  CHECK(out.size() == tensor.size());
  if (const Status filled = file.read(tensor, 0, out); !filled) return filled.error();
  return weights::check_tensor(file, tensor, checksum(out));
}

Status write_safetensors(const std::string& path, weights::Metadata metadata, std::span<const TensorBytes> tensors) {
  std::vector<weights::StoredTensor> stored;
  std::uint64_t at = 0;
  for (const TensorBytes& tensor : tensors) {
    metadata[std::string(weights::kTensorSum) + tensor.name] = weights::sum_text(checksum(tensor.bytes));
    stored.push_back({tensor.name, tensor.dtype, tensor.shape, at, at + tensor.bytes.size()});
    at += tensor.bytes.size();
  }
  metadata[std::string(weights::kHeaderSum)] = weights::header_sum(metadata, stored);
  const std::string head = weights::safetensors_head(metadata, stored);
  std::vector<std::string_view> pieces{head};
  for (const TensorBytes& tensor : tensors)
    pieces.emplace_back(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
  return write_file(path, pieces);
}

}  // namespace cdp::runtime
