// See folders.h.
#include "compiler/base/folders.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

namespace cdp {

void sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  static_cast<void>(::fsync(descriptor));
  ::close(descriptor);
}

std::error_code make_folders(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code fault;
  fs::path at(folder);
  if (!at.has_filename()) at = at.parent_path();  // `run/`
  std::vector<fs::path> above;                    // of what is missing
  for (; !at.empty() && !fs::exists(at, fault) && !fault; at = at.parent_path())
    above.push_back(at.has_parent_path() ? at.parent_path() : ".");
  fault.clear();
  fs::create_directories(folder, fault);
  if (fault) return fault;
  for (const fs::path& parent : above) sync_folder(parent.string());
  return {};
}

}  // namespace cdp
