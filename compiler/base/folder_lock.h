// One program at a time in a folder: a lock on the folder itself, which goes with the program, however it ends.
#pragma once

#include <memory>
#include <string>

#include "compiler/base/result.h"

namespace cdp {

struct FolderLock {
  std::shared_ptr<const int> held;  // the folder's descriptor; the last copy lets go
  std::string remark = {};          // why there is no lock where the file system keeps none; empty: there is one
};

/// Errors: another program holds it, whose message is `busy`; or the folder cannot be read.
[[nodiscard]] Result<FolderLock> lock_folder(const std::string& path, const std::string& busy);

}  // namespace cdp
