// See folder_lock.h.
#include "compiler/base/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace cdp {

Result<FolderLock> lock_folder(const std::string& path, const std::string& busy) {
  const int raw = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (raw < 0) return Error{"the folder cannot be read: " + std::generic_category().message(errno), path};
  FolderLock lock{std::shared_ptr<const int>(new int(raw), [](const int* held) {
    ::close(*held);
    delete held;
  })};
  int fault = 0;
  do fault = flock(raw, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
  while (fault == EINTR);
  if (fault == EWOULDBLOCK) return Error{busy, path};
  if (fault != 0) lock.remark = std::generic_category().message(fault);
  return lock;
}

}  // namespace cdp
