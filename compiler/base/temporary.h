// Files on their way to their place: made beside it under a name that nobody else has, and renamed when they are whole.
// Who makes one holds a lock on it, so that what a killed program left behind can be told from what is being written.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace cdp {

/// `.cdp-0123456789abcdef.tmp`, at random: process numbers are the same in every container. Whoever makes a file of
/// this name asks that there be none (O_EXCL, link) and takes another name where there is.
[[nodiscard]] std::string temporary_name();

/// Whether a file's name is that of a temporary file, of this or an earlier version.
[[nodiscard]] bool is_temporary(std::string_view name);

/// A new file that is removed again unless it takes its place.
class Temporary {
 public:
  /// In the folder, with the mode that the umask leaves.
  Temporary(const std::string& folder, mode_t mode);
  ~Temporary();
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  /// Why there is none: an error number, or 0.
  [[nodiscard]] int fault() const { return fault_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Replaces what is at `target`; 0 or the error number. Who wants the bytes on the disk first calls fsync.
  [[nodiscard]] int become(const std::string& target);

 private:
  bool try_make(const std::string& path, mode_t mode);

  std::string path_;
  int descriptor_ = -1;
  int fault_ = 0;
};

/// Removes the temporary files in a folder that nobody is writing; how many. On file systems without locks, none.
std::size_t sweep_temporaries(const std::string& folder);

}  // namespace cdp
