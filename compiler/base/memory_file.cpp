// memfd_create(2): the name shows as the target of the link in /proc.
#include "compiler/base/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

namespace cdp {
namespace {

constexpr std::size_t kLongestName = 249;  // of memfd_create

}  // namespace

Result<std::string> memory_file(const std::string& name, std::string_view bytes) {
  const auto fault = [] { return Error{fmt::format("cannot keep the plan in memory: {}", std::strerror(errno)), ""}; };
  // The end of a long path says more than its beginning.
  const std::string kept = name.size() <= kLongestName ? name : name.substr(name.size() - kLongestName);
  const int fd = ::memfd_create(kept.c_str(), 0);
  if (fd < 0) return fault();
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return fault();
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return fmt::format("/proc/self/fd/{}", fd);
}

std::string shown_path(const std::string& path) {
  constexpr std::string_view kBefore = "/memfd:", kAfter = " (deleted)";
  if (!path.starts_with("/proc/self/fd/")) return path;
  std::error_code ignored;
  const std::string target = std::filesystem::read_symlink(path, ignored).string();
  if (!target.starts_with(kBefore) || !target.ends_with(kAfter)) return path;
  return target.substr(kBefore.size(), target.size() - kBefore.size() - kAfter.size());
}

}  // namespace cdp
