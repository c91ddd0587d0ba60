// Files, with POSIX calls because their error numbers tell what to say. What a file means is its reader's matter.
#include "compiler/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/folders.h"
#include "compiler/base/temporary.h"

namespace cdp {

namespace {

constexpr std::size_t kLargest = std::size_t{64} << 20U;

/// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// Faults of the path itself, found before the system is asked.
std::optional<Error> path_fault(const std::string& path) {
  if (path.empty()) return Error{"the path is empty; give the name of a file", ""};
  if (path.find('\0') != std::string::npos)
    return Error{"the path has a zero byte in it; give the name of a file", std::string(path.c_str())};
  return std::nullopt;
}

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Error read_error(const std::string& path, int number) {
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

Error write_error(const std::string& path, int number) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (number == EISDIR) return {"is a folder; name a file to write", path};
  switch (number) {
    case ENOSPC:
      return {"cannot be written: the disk is full; make room or write elsewhere", path};
    case EDQUOT:
      return {"cannot be written: your disk quota is used up; make room or write elsewhere", path};
    case EACCES:
    case EPERM:
      return {fmt::format("no permission to write in {}", folder.empty() ? "this folder" : folder), path};
    case EROFS:
      return {"cannot be written: the file system is read-only; write elsewhere", path};
    case ENOENT:
    case ENOTDIR:
      return {fmt::format("cannot be written: there is no folder {}; create it first", folder), path};
    case ENAMETOOLONG:
      return {"cannot be written: the path is too long", path};
    default:
      return {fmt::format("cannot be written: {}", std::strerror(number)), path};
  }
}

Result<std::string> read_disk(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return read_error(path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return read_error(path, errno);
  if (S_ISDIR(info.st_mode)) return read_error(path, EISDIR);
  const Error too_large{fmt::format("is larger than {} MiB; this is not a file that cdp reads whole", kLargest >> 20U),
                        path};
  if (info.st_size > static_cast<off_t>(kLargest)) return too_large;
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(info.st_size));
  std::array<char, 1U << 16U> buffer;  // NOLINT: read() fills it
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return read_error(path, errno);
    if (count == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
    if (bytes.size() > kLargest) return too_large;  // pipes and devices do not tell their size
  }
}

/// Writes all bytes; 0 or the error number.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

/// The same for all that `fill` gives.
int write_all(int fd, const Fill& fill) {
  int number = 0;
  fill([&](std::string_view bytes) {
    if (number == 0) number = write_all(fd, bytes);
    return number == 0;
  });
  return number;
}

/// `/dev/stdout`, `/dev/null`, a pipe: these are written to, never replaced.
Status write_through(const std::string& path, const Fill& fill) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0) return write_error(path, errno);
  if (const int number = write_all(file.get(), fill); number != 0) return write_error(path, number);
  if (!file.close()) return write_error(path, errno);
  return Done{};
}

/// Fills a file so that its bytes are on the disk; 0 or the error number.
int fill_synced(int fd, const Fill& fill) {
  if (const int number = write_all(fd, fill); number != 0) return number;
  return ::fsync(fd) == 0 ? 0 : errno;
}

}  // namespace

Result<std::string> Files::read(const std::string& path) const {
  if (const auto found = memory.find(path); found != memory.end()) return found->second;
  if (const auto fault = path_fault(path)) return *fault;
  if (!disk) return read_error(path, ENOENT);
  return read_disk(path);
}

Status write_file(const std::string& path, std::string_view bytes) {
  return write_file(path, std::span(&bytes, 1));
}

Status write_file(const std::string& path, std::span<const std::string_view> pieces) {
  return write_file(path, [&](const Put& put) {
    for (const std::string_view bytes : pieces)
      if (!put(bytes)) return;
  });
}

Status write_file(const std::string& path, const Fill& fill) {
  if (const auto fault = path_fault(path)) return *fault;
  std::error_code ignored;
  std::filesystem::path target(path);
  if (std::filesystem::is_symlink(target, ignored)) {  // write what the link names, keep the link
    const auto named = std::filesystem::weakly_canonical(target, ignored);
    if (!ignored) target = named;
  }
  struct stat info {};
  const bool exists = ::stat(target.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) return write_error(path, EISDIR);
  if (exists && !S_ISREG(info.st_mode)) return write_through(path, fill);
  if (exists && ::faccessat(AT_FDCWD, target.c_str(), W_OK, AT_EACCESS) != 0)
    return errno == EACCES ? Error{"no permission to write it; see `ls -l`", path} : write_error(path, errno);

  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  const mode_t mode = exists ? (info.st_mode & 0777U) : 0666U;
  Temporary beside(folder.string(), mode);
  int number = beside.fault();
  if (number == 0) number = fill_synced(beside.descriptor(), fill);
  if (number == 0 && exists && ::fchmod(beside.descriptor(), mode) != 0) number = errno;  // whatever the umask
  if (number == 0) number = beside.become(target.string());
  if (number != 0) return write_error(path, number);
  sync_folder(folder.string());
  return Done{};
}

}  // namespace cdp
