// The .cdp files of the tree, for tests that hold for all of them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace cdp::golden {

namespace fs = std::filesystem;

inline const fs::path kTree = CDP_SOURCE_DIR;

/// Sorted, relative to the tree.
inline std::vector<std::string> specs_under(const std::vector<std::string>& folders) {
  std::vector<std::string> found;
  for (const std::string& folder : folders)
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(kTree / folder))
      if (entry.path().extension() == ".cdp") found.push_back(fs::relative(entry.path(), kTree).string());
  std::sort(found.begin(), found.end());
  return found;
}

/// `examples/01_gpt.cdp` as a test's name: `examples_01_gpt`
inline std::string test_name(std::string path) {
  path = path.substr(0, path.rfind('.'));
  for (char& character : path)
    if (std::isalnum(static_cast<unsigned char>(character)) == 0) character = '_';
  return path;
}

/// Paths in messages are as the user wrote them, so the tests stand in the folder that makes them short.
class In {
 public:
  explicit In(const fs::path& folder) : before_(fs::current_path()) { fs::current_path(folder); }
  ~In() { fs::current_path(before_); }
  In(const In&) = delete;
  In& operator=(const In&) = delete;

 private:
  fs::path before_;
};

}  // namespace cdp::golden
