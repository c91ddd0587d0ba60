// The tail is capped: files stay small enough to be read in one go. Functions are clang-tidy's matter.
#include <gtest/gtest.h>

#include <string>

#include "tests/house/tree.h"

namespace cdp::house {
namespace {

constexpr std::size_t kFileLines = 400;
constexpr std::size_t kHeaderLines = 150;

std::vector<std::string> sources() {
  return files_under({"compiler", "run", "runtime", "study", "grammar", "tests", "bench"},
                     {".cpp", ".h", ".def", ".g4", ".cu", ".cuh"});
}

TEST(House, WalksTheTree) {
  EXPECT_GT(sources().size(), 20U) << CDP_SOURCE_DIR;
}

TEST(House, FilesAreShort) {
  for (const std::string& path : sources()) {
    const std::size_t cap = path.ends_with(".h") ? kHeaderLines : kFileLines;
    EXPECT_LE(lines_of(path).size(), cap) << path << ": split it by what its parts are for";
  }
}

TEST(House, FilesOpenByWhatTheyAreFor) {
  for (const std::string& path : sources())
    EXPECT_TRUE(text_of(path).starts_with("//") || text_of(path).starts_with("/*"))
        << path << ": open with two to six lines of what it is for and what it leaves to others";
}

TEST(House, HeadersAreReadOnce) {
  for (const std::string& path : sources()) {
    if (!path.ends_with(".h")) continue;
    EXPECT_NE(text_of(path).find("\n#pragma once\n"), std::string::npos) << path;
  }
}

TEST(House, NothingIsLeftForLater) {
  const std::string marks[] = {std::string("TO") + "DO", std::string("FIX") + "ME"};  // so that this file has none
  for (const std::string& path : sources())
    for (const std::string& mark : marks)
      EXPECT_EQ(text_of(path).find(mark), std::string::npos) << path << ": " << mark << "; do it or open an issue";
}

}  // namespace
}  // namespace cdp::house
