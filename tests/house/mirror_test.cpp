// Every source has its test beside it in the mirrored tree, and no file is forgotten by CMake: sources are
// listed by hand, so a test that is not listed would never run.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/house/tree.h"

namespace cdp::house {
namespace {

bool is_main(const std::string& path) {
  return path.ends_with("/main.cpp");
}

/// Rules of the linter are tested by specs: tests/golden/lint has a folder for each, held by the lint test there.
bool is_lint_rule(const std::string& path) {
  return path.starts_with("compiler/lint/rules/");
}

std::string test_of(const std::string& path) {
  return "tests/" + path.substr(0, path.size() - std::string_view(".cpp").size()) + "_test.cpp";
}

/// Whether the list nearest above the file names it, by its path from there.
bool is_listed(const std::string& path) {
  for (std::string folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
    if (!exists(folder + "/CMakeLists.txt")) continue;
    const std::string list = text_of(folder + "/CMakeLists.txt");
    const std::string name = path.substr(folder.size() + 1);
    for (std::size_t at = list.find(name); at != std::string::npos; at = list.find(name, at + 1)) {
      const bool starts = at == 0 || std::string_view(" \n\t(/").find(list[at - 1]) != std::string_view::npos;
      const std::size_t end = at + name.size();
      const bool ends = end == list.size() || std::string_view(" \n\t)").find(list[end]) != std::string_view::npos;
      if (starts && ends) return true;
    }
    return false;
  }
  return false;
}

TEST(Mirror, EverySourceHasItsTest) {
  for (const std::string& path : files_under({"compiler", "run", "runtime", "study"}, {".cpp"})) {
    if (is_main(path) || is_lint_rule(path)) continue;
    EXPECT_TRUE(exists(test_of(path))) << path << " has no " << test_of(path);
  }
}

TEST(Mirror, CMakeKnowsEveryFile) {
  for (const std::string& path :
       files_under({"compiler", "run", "runtime", "study", "tests", "bench"}, {".cpp", ".cu"}))
    EXPECT_TRUE(is_listed(path)) << path << " is not listed in the CMakeLists.txt above it";
}

}  // namespace
}  // namespace cdp::house
