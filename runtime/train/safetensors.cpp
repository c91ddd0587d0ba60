// Reading and writing of safetensors.h. The format: https://github.com/huggingface/safetensors.
#include "runtime/train/safetensors.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "compiler/base/check.h"
#include "compiler/base/files.h"
#include "runtime/train/checksum.h"

namespace cdp::runtime {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "safetensors are little endian and are read as they are");

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMostHeaderBytes = 100'000'000;  // the limit of the reference implementation
constexpr const char* kMetadata = "__metadata__";
/// Before a tensor's name: the key of its checksum among the metadata.
const std::string kChecksum = "checksum.";

const char* name_of(Dtype dtype) {
  return dtype == Dtype::kF32 ? "F32" : "BF16";
}

Error damaged(const std::string& what) {
  return Error{what + "; the file is damaged or not of this format", ""};
}

std::optional<std::uint64_t> as_count(const json& value) {
  if (!value.is_number_unsigned()) return std::nullopt;
  return value.get<std::uint64_t>();
}

/// Bytes that the shape takes; nothing on overflow.
std::optional<std::uint64_t> bytes_of_shape(const TensorEntry& tensor) {
  std::uint64_t bytes = bytes_of(tensor.dtype);
  for (const std::int64_t dimension : tensor.shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(dimension), &bytes)) return std::nullopt;
  }
  return bytes;
}

Result<std::vector<std::int64_t>> parse_shape(const std::string& name, const json& value) {
  std::vector<std::int64_t> shape;
  if (!value.is_array()) return damaged(fmt::format("`{}` has no shape", name));
  for (const json& dimension : value) {
    const auto count = as_count(dimension);
    if (!count || *count > INT64_MAX) return damaged(fmt::format("`{}` has a bad shape", name));
    shape.push_back(static_cast<std::int64_t>(*count));
  }
  return shape;
}

Result<TensorEntry> parse_tensor(const std::string& name, const json& value) {
  if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
      !value.contains("data_offsets")) {
    return damaged(fmt::format("`{}` is not described by dtype, shape and data_offsets", name));
  }
  TensorEntry tensor;
  tensor.name = name;
  const json& dtype = value["dtype"];
  if (dtype != "F32" && dtype != "BF16") {
    return Error{fmt::format("`{}` is of type {}; F32 and BF16 are read", name, dtype.dump(-1, ' ', true)), ""};
  }
  tensor.dtype = dtype == "F32" ? Dtype::kF32 : Dtype::kBf16;
  auto shape = parse_shape(name, value["shape"]);
  if (!shape) return shape.error();
  tensor.shape = std::move(*shape);
  const json& offsets = value["data_offsets"];
  const bool pair = offsets.is_array() && offsets.size() == 2 && as_count(offsets[0]) && as_count(offsets[1]);
  if (!pair) return damaged(fmt::format("`{}` has bad data_offsets", name));
  tensor.begin = *as_count(offsets[0]);
  tensor.end = *as_count(offsets[1]);
  if (tensor.end < tensor.begin || bytes_of_shape(tensor) != tensor.end - tensor.begin) {
    return damaged(fmt::format("the shape of `{}` does not fit its {} bytes", name, tensor.end - tensor.begin));
  }
  return tensor;
}

/// The tensors must fill the data exactly, one after the other.
Status check_layout(const SafetensorsHeader& header, std::uint64_t data_bytes) {
  std::vector<const TensorEntry*> order;
  for (const auto& [name, tensor] : header.tensors) order.push_back(&tensor);
  std::sort(order.begin(), order.end(), [](const TensorEntry* a, const TensorEntry* b) {
    return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
  });
  std::uint64_t at = 0;
  for (const TensorEntry* tensor : order) {
    if (tensor->begin != at)
      return damaged(fmt::format("`{}` begins at byte {} instead of {}", tensor->name, tensor->begin, at));
    at = tensor->end;
  }
  if (at > data_bytes) {
    return Error{fmt::format("is cut short: its header promises {} bytes of tensors, {} are there", at, data_bytes),
                 ""};
  }
  if (at < data_bytes) return damaged(fmt::format("has {} bytes after its last tensor", data_bytes - at));
  return Done{};
}

Result<SafetensorsHeader> parse_metadata(const json& value) {
  SafetensorsHeader header;
  if (!value.is_object()) return damaged("its metadata are not an object");
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) return damaged(fmt::format("its metadata `{}` are not text", key));
    header.metadata[key] = text.get<std::string>();
  }
  return header;
}

/// Fills `out` from the given offset; 0, errno, or -1 at an early end.
int read_at(int descriptor, std::uint64_t offset, std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = pread(descriptor, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) return -1;
    offset += static_cast<std::uint64_t>(got);
    out = out.subspan(static_cast<std::size_t>(got));
  }
  return 0;
}

Error read_fault(const std::string& path, int code) {
  if (code < 0) return Error{"is cut short", path};
  return Error{"cannot be read: " + std::generic_category().message(code), path};
}

std::string checksum_text(std::span<const std::byte> bytes) {
  return fmt::format("{:016x}", checksum(bytes));
}

std::string header_text(const std::map<std::string, std::string, std::less<>>& metadata,
                        std::span<const TensorBytes> tensors) {
  auto words = metadata;
  for (const TensorBytes& tensor : tensors) words[kChecksum + tensor.name] = checksum_text(tensor.bytes);
  ordered_json root = ordered_json::object();
  root[kMetadata] = ordered_json(words);
  std::uint64_t at = 0;
  for (const TensorBytes& tensor : tensors) {
    ordered_json& entry = root[tensor.name];
    entry["dtype"] = name_of(tensor.dtype);
    entry["shape"] = tensor.shape;
    entry["data_offsets"] = {at, at + tensor.bytes.size()};
    at += tensor.bytes.size();
  }
  std::string text = root.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the tensors' bytes are aligned
  return text;
}

}  // namespace

std::size_t bytes_of(Dtype dtype) {
  return dtype == Dtype::kF32 ? 4 : 2;
}

Result<SafetensorsHeader> parse_safetensors_header(std::string_view text, std::uint64_t data_bytes) {
  const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!root.is_object()) return damaged("its header is not a JSON object");
  SafetensorsHeader header;
  if (root.contains(kMetadata)) {
    auto parsed = parse_metadata(root[kMetadata]);
    if (!parsed) return parsed.error();
    header = std::move(*parsed);
  }
  for (const auto& [name, value] : root.items()) {
    if (name == kMetadata) continue;
    auto tensor = parse_tensor(name, value);
    if (!tensor) return tensor.error();
    header.tensors.emplace(name, std::move(*tensor));
  }
  if (const Status sound = check_layout(header, data_bytes); !sound) return sound.error();
  return header;
}

Result<SafetensorsFile> SafetensorsFile::open(const std::string& path) {
  const int raw = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (raw < 0) return read_fault(path, errno);
  SafetensorsFile file;
  file.path_ = path;
  file.descriptor_ = std::shared_ptr<const int>(new int(raw), [](const int* held) {
    ::close(*held);
    delete held;
  });
  struct stat info {};
  if (fstat(raw, &info) != 0) return read_fault(path, errno);
  if (!S_ISREG(info.st_mode)) return Error{"is not a file", path};
  const auto size = static_cast<std::uint64_t>(info.st_size);
  std::uint64_t length = 0;
  if (size < kLengthBytes) return Error{fmt::format("is cut short: it has {} bytes", size), path};
  if (const int code = read_at(raw, 0, std::as_writable_bytes(std::span(&length, 1)))) return read_fault(path, code);
  if (length > kMostHeaderBytes || length > size - kLengthBytes) {
    return Error{
        fmt::format("promises a header of {} bytes, but has {}; it is damaged, cut short or not a safetensors file",
                    length, size - kLengthBytes),
        path};
  }
  std::string text(length, '\0');
  if (const int code = read_at(raw, kLengthBytes, std::as_writable_bytes(std::span(text))))
    return read_fault(path, code);
  file.data_start_ = kLengthBytes + length;
  auto header = parse_safetensors_header(text, size - file.data_start_);
  if (!header) return Error{header.error().message, path};
  file.header_ = std::move(*header);
  return file;
}

Status SafetensorsFile::read(const TensorEntry& tensor, std::span<std::byte> out) const {
  CHECK(out.size() == tensor.end - tensor.begin);
  if (const int code = read_at(*descriptor_, data_start_ + tensor.begin, out)) return read_fault(path_, code);
  const auto written = header_.metadata.find(kChecksum + tensor.name);
  if (written != header_.metadata.end() && written->second != checksum_text(out))
    return Error{fmt::format("is damaged: the bytes of `{}` are not those that were written", tensor.name), path_};
  return Done{};
}

Status write_safetensors(const std::string& path, const std::map<std::string, std::string, std::less<>>& metadata,
                         std::span<const TensorBytes> tensors) {
  const std::string header = header_text(metadata, tensors);
  const std::uint64_t length = header.size();
  std::vector<std::string_view> pieces{{reinterpret_cast<const char*>(&length), sizeof length}, header};
  for (const TensorBytes& tensor : tensors) {
    pieces.emplace_back(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
  }
  return write_file(path, pieces);
}

}  // namespace cdp::runtime
