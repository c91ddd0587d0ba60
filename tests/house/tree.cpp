// Walks CDP_SOURCE_DIR.
#include "tests/house/tree.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "compiler/base/check.h"
#include "compiler/base/files.h"

namespace cdp::house {

namespace fs = std::filesystem;

namespace {

const fs::path& root() {
  static const fs::path path = CDP_SOURCE_DIR;
  return path;
}

}  // namespace

std::vector<std::string> files_under(std::initializer_list<std::string_view> folders,
                                     std::initializer_list<std::string_view> endings) {
  std::vector<std::string> found;
  for (const std::string_view folder : folders) {
    if (!fs::exists(root() / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root() / folder)) {
      const std::string path = entry.path().lexically_relative(root()).generic_string();
      const bool wanted = std::any_of(endings.begin(), endings.end(),
                                      [&path](std::string_view ending) { return path.ends_with(ending); });
      if (wanted && entry.is_regular_file()) found.push_back(path);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string text_of(const std::string& path) {
  Result<std::string> text = Files{}.read((root() / path).string());
  CHECK(text);
  return *std::move(text);
}

std::vector<std::string> lines_of(const std::string& path) {
  std::istringstream text(text_of(path));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

bool exists(const std::string& path) {
  return fs::exists(root() / path);
}

std::string folder_of(const std::string& path) {
  return fs::path(path).parent_path().generic_string();
}

}  // namespace cdp::house
