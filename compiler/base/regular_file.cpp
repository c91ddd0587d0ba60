// See regular_file.h. What a path is, is asked before it is opened (opening a device can be an act) and again of what
// was opened (the path may have changed its meaning in between).
#include "compiler/base/regular_file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iterator>
#include <optional>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

namespace cdp {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{5};  // with a pipe whose writer has not come yet

/// File systems without files: what is read there is made up at that moment.
bool is_made_up(const struct statfs& system) {
  constexpr std::array<unsigned long, 8> kKinds = {PROC_SUPER_MAGIC, SYSFS_MAGIC,        DEBUGFS_MAGIC,
                                                   TRACEFS_MAGIC,    CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC,
                                                   SECURITYFS_MAGIC, BPF_FS_MAGIC};
  const auto kind = static_cast<unsigned long>(system.f_type) & 0xFFFFFFFFUL;
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

/// Empty for a regular file or folder.
std::string kind_of(mode_t mode) {
  if (S_ISSOCK(mode)) return "a socket";
  return S_ISREG(mode) || S_ISDIR(mode) ? "" : "a pipe or a device";
}

constexpr const char* kMadeUp = "made up by the system as it is read";

Error no_file(const std::string& path, const std::string& kind) {
  return {fmt::format("is {}, not a file", kind), path};
}

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string size_text(std::uint64_t bytes) {
  const std::uint64_t mib = bytes >> 20U;
  return mib >= 1024 && mib % 1024 == 0 ? fmt::format("{} GiB", mib / 1024) : fmt::format("{} MiB", mib);
}

/// Waits for more of a pipe; false: nobody has opened it for writing in the time that we wait.
bool wait_for_writer(int fd, Clock::time_point since) {
  struct pollfd asked {
    fd, POLLIN, 0
  };
  std::ignore = ::poll(&asked, 1, 20);
  return Clock::now() - since < kPatience;
}

/// Reads to the end. `patient`: of a pipe, whose end before its first byte means that its writer has not come yet.
Result<std::string> read_all(const Descriptor& file, const std::string& path, const Most& most, bool patient) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return read_fault(path, errno);
  if (S_ISDIR(info.st_mode)) return read_fault(path, EISDIR);
  const Error too_large{fmt::format("is larger than {}; {}", size_text(most.bytes), most.way_out), path};
  if (info.st_size > 0 && static_cast<std::uint64_t>(info.st_size) > most.bytes) return too_large;
  const Clock::time_point begin = Clock::now();
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(info.st_size));
  std::array<char, 1U << 16U> buffer;  // NOLINT: read() fills it
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) {  // a writer is there and thinks
      struct pollfd asked {
        file.get(), POLLIN, 0
      };
      std::ignore = ::poll(&asked, 1, -1);
      continue;
    }
    if (count < 0) return read_fault(path, errno);
    if (count == 0 && patient && bytes.empty()) {
      if (wait_for_writer(file.get(), begin)) continue;
      return Error{"is a pipe that nobody writes to", path};
    }
    if (count == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
    if (bytes.size() > most.bytes) return too_large;  // pipes and devices do not tell their size
  }
}

}  // namespace

std::optional<Error> path_fault(const std::string& path) {
  if (path.empty()) return Error{"the path is empty; give the name of a file", ""};
  if (path.find('\0') != std::string::npos)
    return Error{"the path has a zero byte in it; give the name of a file", std::string(path.c_str())};
  return std::nullopt;
}

Error read_fault(const std::string& path, int number) {
  if (number == EISDIR || is_directory(path)) return {"is a folder, not a file; name a file in it", path};
  switch (number) {
    case ENOENT:
      return {"there is no such file", path};
    case ENOTDIR:
      return {"there is no such file; a part of the path before the last is not a folder", path};
    case EACCES:
    case EPERM:
      return {"no permission to read it; see `ls -l`", path};
    case ENAMETOOLONG:
      return {"the path is too long", path};
    case ELOOP:
      return {"its symbolic links go in a circle", path};
    default:
      return {fmt::format("cannot be read: {}", std::strerror(number)), path};
  }
}

std::string special_kind(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return "";
  if (const std::string kind = kind_of(info.st_mode); !kind.empty()) return kind;
  struct statfs system {};
  return ::statfs(path.c_str(), &system) == 0 && is_made_up(system) ? kMadeUp : "";
}

bool is_own_stream(const std::string& path) {
  constexpr std::array kPrefixes = {"/dev/fd/", "/proc/self/fd/"};
  if (path == "/dev/stdin" || path == "/dev/stdout" || path == "/dev/stderr") return true;
  return std::any_of(kPrefixes.begin(), kPrefixes.end(), [&path](std::string_view prefix) {
    const std::string_view rest = std::string_view(path).substr(std::min(prefix.size(), path.size()));
    return path.starts_with(prefix) && !rest.empty() && rest.find_first_not_of("0123456789") == std::string_view::npos;
  });
}

Result<Descriptor> open_regular(const std::string& path) {
  if (auto fault = path_fault(path)) return *std::move(fault);
  if (const std::string kind = special_kind(path); !kind.empty()) return no_file(path, kind);
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return read_fault(path, errno);
  struct stat info {};
  struct statfs system {};
  if (::fstat(file.get(), &info) != 0 || ::fstatfs(file.get(), &system) != 0) return read_fault(path, errno);
  if (S_ISDIR(info.st_mode)) return read_fault(path, EISDIR);
  if (const std::string kind = kind_of(info.st_mode); !kind.empty()) return no_file(path, kind);
  if (is_made_up(system)) return no_file(path, kMadeUp);
  return file;
}

Result<std::string> read_regular(const std::string& path, const Most& most) {
  auto file = open_regular(path);
  if (!file) return file.error();
  return read_all(*file, path, most, false);
}

Result<std::string> read_named(const std::string& path, const Most& most) {
  if (auto fault = path_fault(path)) return *std::move(fault);
  struct stat info {};
  const bool own = is_own_stream(path);
  const bool pipe = !own && ::stat(path.c_str(), &info) == 0 && S_ISFIFO(info.st_mode);
  if (const std::string kind = own || pipe ? "" : special_kind(path); !kind.empty()) return no_file(path, kind);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | (pipe ? O_NONBLOCK : 0)));
  if (file.get() < 0) return read_fault(path, errno);
  return read_all(file, path, most, pipe);
}

}  // namespace cdp
