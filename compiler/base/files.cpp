// Files, with POSIX calls because their error numbers tell what to say. What a file means is its reader's matter.
#include "compiler/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "compiler/base/descriptor.h"
#include "compiler/base/folders.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/temporary.h"

namespace cdp {

namespace {

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
    case EBUSY:
    case EXDEV:
      return {
          "cannot be replaced: it is a mount point, a file put there from elsewhere, as containers do; write to "
          "another name, or mount its folder in its place",
          path};
    default:
      return {fmt::format("cannot be written: {}", std::strerror(number)), path};
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

/// `/dev/stdout`, `/dev/null`: these are written to, never replaced.
Status write_through(const std::string& path, const Fill& fill) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY));
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

/// Puts a new file in the place of what is there: a file of that mode, a link, or nothing.
Status replace(const std::string& path, std::optional<mode_t> mode, const Fill& fill, const Whole& whole) {
  const std::filesystem::path target(path);
  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  Temporary beside(folder.string(), mode.value_or(0666U));
  int number = beside.fault();
  if (number == 0) number = fill_synced(beside.descriptor(), fill);
  if (number == 0 && whole)
    if (Status complete = whole(); !complete) return complete;
  if (number == 0 && mode && ::fchmod(beside.descriptor(), *mode) != 0) number = errno;  // whatever the umask
  if (number == 0) number = beside.become(target.string());
  if (number != 0) return write_error(path, number);
  sync_folder(folder.string());
  return Done{};
}

}  // namespace

Result<std::string> Files::read(const std::string& path) const {
  if (const auto found = memory.find(path); found != memory.end()) return found->second;
  if (!disk) return path_fault(path).value_or(read_fault(path, ENOENT));
  return read_named(path);
}

Result<std::string> Files::read_regular(const std::string& path) const {
  if (const auto found = memory.find(path); found != memory.end()) return found->second;
  if (!disk) return path_fault(path).value_or(read_fault(path, ENOENT));
  return cdp::read_regular(path);
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

Status write_file(const std::string& path, const Fill& fill, const Whole& whole) {
  if (const auto fault = path_fault(path)) return *fault;
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return write_error(path, EISDIR);
  if (is_own_stream(path)) return write_through(path, fill);
  const bool exists = ::lstat(path.c_str(), &info) == 0 && !S_ISLNK(info.st_mode);
  if (exists && !S_ISREG(info.st_mode)) {
    if (path.starts_with("/dev/")) return write_through(path, fill);
    return Error{"is a pipe or a device, not a file; name a file, or take it away", path};
  }
  if (exists && ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0)
    return errno == EACCES ? Error{"no permission to write it; see `ls -l`", path} : write_error(path, errno);
  return replace(path, exists ? std::optional(info.st_mode & 0777U) : std::nullopt, fill, whole);
}

Status rewrite_file(const std::string& path, std::string_view bytes) {
  std::error_code fault;
  if (!std::filesystem::is_symlink(path, fault)) return write_file(path, bytes);
  const auto named = std::filesystem::canonical(path, fault);
  if (fault) return write_error(path, fault.value());
  return write_file(named.string(), bytes);
}

}  // namespace cdp
