// Bytes handed over without a file on disk, under a name that people know.
#include "compiler/base/memory_file.h"

#include <gtest/gtest.h>

#include "compiler/base/files.h"

namespace cdp {
namespace {

TEST(MemoryFile, IsReadUnderItsPathAndShownUnderItsName) {
  const auto path = memory_file("specs/gpt.cdp", "some bytes");
  ASSERT_TRUE(path);
  EXPECT_EQ(*Files{}.read(*path), "some bytes");
  EXPECT_EQ(shown_path(*path), "specs/gpt.cdp");
}

TEST(MemoryFile, ShowsTheEndOfALongName) {
  const std::string name = std::string(1000, 'a') + "/gpt.cdp";
  const auto path = memory_file(name, "");
  ASSERT_TRUE(path) << path.error().text();
  EXPECT_EQ(shown_path(*path), name.substr(name.size() - 249));
}

TEST(MemoryFile, LeavesOtherPathsAlone) {
  EXPECT_EQ(shown_path("gpt.json"), "gpt.json");
  EXPECT_EQ(shown_path("/proc/self/fd/999"), "/proc/self/fd/999");
  EXPECT_EQ(shown_path("/proc/self/fd/0"), "/proc/self/fd/0");
}

}  // namespace
}  // namespace cdp
