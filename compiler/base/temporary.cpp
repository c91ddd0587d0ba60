// Names, locks and leftovers of temporary.h.
#include "compiler/base/temporary.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace cdp {

namespace {

constexpr std::string_view kBefore = ".cdp-";
constexpr std::string_view kAfter = ".tmp";
/// Names that are taken before it is no chance any more.
constexpr int kTries = 100;

std::uint64_t random_number() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, GRND_NONBLOCK) == sizeof number) return number;
  // Early at boot there is no randomness yet; O_EXCL sees to the rest.
  static std::uint64_t counter = 0;
  const auto now = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  return (now + ++counter) * 0x9e3779b97f4a7c15U ^ static_cast<std::uint64_t>(::getpid());
}

bool is_linked(int descriptor) {
  struct stat info {};
  return ::fstat(descriptor, &info) == 0 && info.st_nlink > 0;
}

/// Removes the file if nobody writes it: then its lock is to be had. Whether it did.
bool remove_left(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return false;
  struct stat info {};
  const bool left =
      ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
  // Removed under the lock: who made the file a moment ago and asks for its lock now sees that it is gone.
  const bool removed = left && ::unlink(path.c_str()) == 0;
  ::close(descriptor);
  return removed;
}

}  // namespace

std::string temporary_name() {
  return fmt::format("{}{:016x}{}", kBefore, random_number(), kAfter);
}

bool is_temporary(std::string_view name) {
  return name.size() > kBefore.size() + kAfter.size() && name.starts_with(kBefore) && name.ends_with(kAfter);
}

Temporary::Temporary(const std::string& folder, mode_t mode) {
  for (int i = 0; i < kTries; ++i) {
    if (try_make((std::filesystem::path(folder) / temporary_name()).string(), mode)) return;
    if (fault_ != EEXIST) return;
  }
}

/// False with EEXIST: another name may do.
bool Temporary::try_make(const std::string& path, mode_t mode) {
  const int raw = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (raw < 0) {
    fault_ = errno;
    return false;
  }
  const bool is_swept = ::flock(raw, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  if (is_swept || !is_linked(raw)) {  // taken for a leftover before it was locked
    ::close(raw);
    fault_ = EEXIST;
    return false;
  }
  path_ = path;
  descriptor_ = raw;
  fault_ = 0;
  return true;
}

Temporary::~Temporary() {
  if (descriptor_ < 0) return;
  if (!path_.empty()) ::unlink(path_.c_str());
  ::close(descriptor_);
}

int Temporary::become(const std::string& target) {
  if (::rename(path_.c_str(), target.c_str()) != 0) return errno;
  path_.clear();
  return ::close(std::exchange(descriptor_, -1)) == 0 ? 0 : errno;
}

std::size_t sweep_temporaries(const std::string& folder) {
  std::size_t swept = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (is_temporary(entry.path().filename().string()) && remove_left(entry.path().string())) ++swept;
  return swept;
}

}  // namespace cdp
