// Whether files are still those that were read: by what the file system says of them, which costs next to nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cdp::runtime {

class FileWatch {
 public:
  FileWatch() = default;
  explicit FileWatch(const std::vector<std::string>& paths);

  /// A file that is gone, is another one, or was written since the watch began or was asked last.
  struct Change {
    std::string path;
    enum class Kind { kGone, kReplaced, kWritten } kind = Kind::kWritten;
  };
  /// The first, if any; it is not told again.
  [[nodiscard]] std::optional<Change> next_change();

 private:
  struct State {
    bool exists = false;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t written = 0;  // nanoseconds
    std::int64_t changed = 0;  // the same of the inode: `touch -d` cannot set it back
    bool operator==(const State&) const = default;
  };
  struct File {
    std::string path;
    State state;
  };
  static State state_of(const std::string& path);

  std::vector<File> files_;
};

}  // namespace cdp::runtime
