// Folders, and that their names are put on the disk: this program's own fsync stands before the system's.
#include "compiler/base/folders.h"

#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "tests/support/as_nobody.h"
#include "tests/support/temp_folder.h"

namespace {

std::vector<std::string> synced;  // NOLINT: what fsync below was called with

}  // namespace

extern "C" int fsync(int descriptor) {
  std::error_code ignored;
  synced.push_back(std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), ignored).string());
  return static_cast<int>(syscall(SYS_fsync, descriptor));
}

namespace cdp {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Folders, NamesOfNewOnesAreOnTheDisk) {
  const test::TempFolder dir;
  const std::string root = std::filesystem::canonical(dir.path()).string();
  synced.clear();
  ASSERT_FALSE(make_folders(dir.file("a/b/c")));
  EXPECT_TRUE(std::filesystem::is_directory(dir.file("a/b/c")));
  EXPECT_THAT(synced, ElementsAre(root + "/a/b", root + "/a", root));
  synced.clear();
  ASSERT_FALSE(make_folders(dir.file("a/b/d/")));
  EXPECT_THAT(synced, ElementsAre(root + "/a/b"));
  synced.clear();
  ASSERT_FALSE(make_folders(dir.file("a/b/d")));
  EXPECT_THAT(synced, IsEmpty());
}

TEST(Folders, OneInTheFolderThatOneIsIn) {
  const test::TempFolder dir;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  synced.clear();
  const std::error_code fault = make_folders("run");
  std::filesystem::current_path(before);
  EXPECT_FALSE(fault);
  EXPECT_THAT(synced, ElementsAre(std::filesystem::canonical(dir.path()).string()));
}

TEST(Folders, WhatCannotBeMadeIsTold) {
  const test::TempFolder dir;
  dir.write("file", "");
  EXPECT_EQ(make_folders(dir.file("file/a")), std::errc::not_a_directory);
  const test::AsNobody nobody;
  const test::TempFolder closed;
  std::filesystem::permissions(closed.path(), std::filesystem::perms::owner_read);
  EXPECT_EQ(make_folders(closed.file("a")), std::errc::permission_denied);
}

}  // namespace
}  // namespace cdp
