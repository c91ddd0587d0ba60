// Opening and reading of safetensors_file.h: the sizes that the file states are held against its own before anything of
// them is believed.
#include "compiler/weights/safetensors_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/base/regular_file.h"

namespace cdp::weights {
namespace {

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

Error fault_of_read(const std::string& path, int code) {
  if (code < 0) return Error{"is cut short", path};
  return Error{"cannot be read: " + std::generic_category().message(code), path};
}

std::uint64_t little_endian(std::span<const std::byte, kLengthBytes> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  return value;
}

}  // namespace

Result<SafetensorsFile> SafetensorsFile::open(const std::string& path) {
  auto opened = open_regular(path);
  if (!opened) return opened.error();
  const int raw = opened->release();
  SafetensorsFile file;
  file.path_ = path;
  file.descriptor_ = std::shared_ptr<const int>(new int(raw), [](const int* held) {
    ::close(*held);
    delete held;
  });
  struct stat info {};
  if (fstat(raw, &info) != 0) return fault_of_read(path, errno);
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size < kLengthBytes) return Error{fmt::format("is cut short: it has {} bytes", size), path};
  std::array<std::byte, kLengthBytes> prefix{};
  if (const int code = read_at(raw, 0, prefix)) return fault_of_read(path, code);
  const std::uint64_t length = little_endian(prefix);
  if (length > kMostHeaderBytes || length > size - kLengthBytes) {
    return Error{
        fmt::format("promises a header of {} bytes, but has {}; it is damaged, cut short or not a safetensors file",
                    length, size - kLengthBytes),
        path};
  }
  std::string text(length, '\0');
  if (const int code = read_at(raw, kLengthBytes, std::as_writable_bytes(std::span(text))))
    return fault_of_read(path, code);
  file.data_start_ = kLengthBytes + length;
  auto header = parse_safetensors_header(text, size - file.data_start_);
  if (!header) return Error{header.error().message, path};
  file.header_ = std::move(*header);
  return file;
}

Status SafetensorsFile::read(const StoredTensor& tensor, std::uint64_t offset, std::span<std::byte> out) const {
  CHECK(offset <= tensor.size() && out.size() <= tensor.size() - offset);
  if (const int code = read_at(*descriptor_, data_start_ + tensor.begin + offset, out))
    return fault_of_read(path_, code);
  return Done{};
}

}  // namespace cdp::weights
