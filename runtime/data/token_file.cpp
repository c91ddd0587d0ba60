// Maps and checks token files; see token_file.h for the two formats.
#include "runtime/data/token_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

namespace cdp::runtime {
namespace {

static_assert(std::endian::native == std::endian::little, "token files are little endian and are mapped as they are");

constexpr std::size_t kHeaderBytes = 256 * sizeof(std::int32_t);
constexpr std::int32_t kMagicUint16 = 20240520;
constexpr std::int32_t kMagicUint32 = 20240801;

Error cannot_read(const std::string& path) {
  return Error{"the file cannot be read: " + std::generic_category().message(errno), path};
}

/// The whole file, mapped. An empty file has no mapping.
Result<std::span<const std::byte>> map_file(const std::string& path, std::shared_ptr<const void>& keep) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_read(path);
  struct stat info {};
  if (fstat(descriptor, &info) != 0) {
    const Error error = cannot_read(path);
    close(descriptor);
    return error;
  }
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size == 0) {
    close(descriptor);
    return std::span<const std::byte>{};
  }
  void* const start = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  close(descriptor);
  if (start == MAP_FAILED) return cannot_read(path);
  keep = std::shared_ptr<const void>(start, [size](const void* at) { munmap(const_cast<void*>(at), size); });
  return std::span(static_cast<const std::byte*>(start), size);
}

/// What is wrong with a header of llm.c, if anything.
std::optional<std::string> header_fault(const std::int32_t (&head)[3], std::size_t file_bytes) {
  if (head[0] == kMagicUint32) return "holds 32-bit tokens (llm.c's Llama 3 files); only 16-bit token files are read";
  if (head[1] != 1) return fmt::format("has version {} of llm.c's token file header; version 1 is read", head[1]);
  const std::size_t held = (file_bytes - kHeaderBytes) / sizeof(std::uint16_t);
  if (head[2] < 0 || static_cast<std::size_t>(head[2]) != held ||
      (file_bytes - kHeaderBytes) % sizeof(std::uint16_t) != 0) {
    return fmt::format("its header promises {} tokens, but {} follow; the file is truncated or damaged", head[2], held);
  }
  return std::nullopt;
}

}  // namespace

Result<TokenFile> open_token_file(const std::string& path) {
  TokenFile file;
  const auto bytes = map_file(path, file.mapping);
  if (!bytes) return bytes.error();
  std::int32_t head[3] = {};
  if (bytes->size() >= kHeaderBytes) std::memcpy(head, bytes->data(), sizeof head);
  if (head[0] == kMagicUint16 || head[0] == kMagicUint32) {
    if (const auto fault = header_fault(head, bytes->size())) return Error{*fault, path};
    file.header_bytes = kHeaderBytes;
  } else if (bytes->size() % sizeof(std::uint16_t) != 0) {
    return Error{fmt::format("has {} bytes, an odd number; a token file holds 16-bit tokens", bytes->size()), path};
  }
  const auto body = bytes->subspan(file.header_bytes);
  file.tokens = {reinterpret_cast<const std::uint16_t*>(body.data()), body.size() / sizeof(std::uint16_t)};
  return file;
}

}  // namespace cdp::runtime
