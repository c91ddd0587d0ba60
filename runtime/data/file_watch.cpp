// See file_watch.h.
#include "runtime/data/file_watch.h"

#include <sys/stat.h>

#include <utility>

namespace cdp::runtime {
namespace {

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

FileWatch::FileWatch(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) files_.push_back({path, state_of(path)});
}

FileWatch::State FileWatch::state_of(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return {};
  return {true, info.st_dev, info.st_ino, info.st_size, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

std::optional<FileWatch::Change> FileWatch::next_change() {
  for (File& file : files_) {
    const State now = state_of(file.path);
    const State before = std::exchange(file.state, now);
    if (now == before) continue;
    if (!now.exists) return Change{file.path, Change::Kind::kGone};
    const bool is_same = before.exists && now.device == before.device && now.inode == before.inode;
    return Change{file.path, is_same ? Change::Kind::kWritten : Change::Kind::kReplaced};
  }
  return std::nullopt;
}

}  // namespace cdp::runtime
