// Which files `--data` means: order, hidden files, globs, links, permissions.
#include "runtime/data/file_list.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/support/as_nobody.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::AsNobody;
using cdp::test::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FileList listed(const std::vector<std::string>& paths, const std::vector<std::string>& globs = {}) {
  auto list = list_files(paths, globs);
  EXPECT_TRUE(list) << list.error().text();
  return list ? *list : FileList{};
}

TEST(FileList, WalksFoldersInOrderOfNameAndLeavesHiddenEntriesOut) {
  const TempFolder dir;
  const auto b = dir.write("b/x.h", "1");
  const auto a = dir.write("a.txt", "1");
  const auto c = dir.write("b/inner/y.h", "1");
  dir.write(".hidden", "1");
  dir.write(".git/config", "1");
  EXPECT_THAT(listed({dir.path().string()}).files, ElementsAre(a, c, b));
}

TEST(FileList, GlobsChooseInsideFoldersButNotAmongNamedFiles) {
  const TempFolder dir;
  const auto header = dir.write("d/x.h", "1");
  const auto source = dir.write("d/x.cpp", "1");
  dir.write("d/x.o", "1");
  const auto named = dir.write("notes.txt", "1");
  EXPECT_THAT(listed({dir.file("d")}, {"*.h"}).files, ElementsAre(header));
  EXPECT_THAT(listed({dir.file("d"), named}, {"*.h", "*.cpp"}).files, ElementsAre(source, header, named));
}

TEST(FileList, LinksInCirclesEndAndEveryFileCountsOnce) {
  const TempFolder dir;
  const auto file = dir.write("d/x", "1");
  ASSERT_EQ(symlink("..", dir.file("d/up").c_str()), 0);
  ASSERT_EQ(symlink("x", dir.file("d/y").c_str()), 0);
  ASSERT_EQ(symlink("gone", dir.file("d/z").c_str()), 0);
  const FileList list = listed({dir.file("d"), dir.file("d"), file});
  EXPECT_THAT(list.files, ElementsAre(file));
  EXPECT_THAT(list.skipped, ElementsAre(HasSubstr("d/z: a link to nothing")));
}

TEST(FileList, NamedPathsMustExistAndBeReadable) {
  const auto gone = list_files({"/no/such/place"}, {});
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().text(), "/no/such/place: there is no such file or folder");
  const auto device = list_files({"/dev/null"}, {});
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().text(), "/dev/null: is a pipe or a device, neither a file nor a folder of data");
  EXPECT_EQ(list_files({""}, {}).error().text(), "--data: is empty; name a file or folder");
}

TEST(FileList, WhatTheSystemMakesUpIsNoData) {
  for (const char* path : {"/proc", "/proc/self/environ", "/sys"})
    EXPECT_THAT(list_files({path}, {}).error().text(), HasSubstr(": is made up by the system as it is read, neither"))
        << path;
}

TEST(FileList, PipesAndDevicesInFoldersAreNamedAndLeftOut) {
  const TempFolder dir;
  const auto file = dir.write("d/a.txt", "1");
  ASSERT_EQ(mkfifo(dir.file("d/b.txt").c_str(), 0600), 0);
  ASSERT_EQ(symlink("/dev/zero", dir.file("d/c.txt").c_str()), 0);
  ASSERT_EQ(symlink("/proc", dir.file("d/d.txt").c_str()), 0);
  const FileList list = listed({dir.file("d")});
  EXPECT_THAT(list.files, ElementsAre(file));
  EXPECT_THAT(list.skipped, ElementsAre(HasSubstr("b.txt: a pipe or a device"), HasSubstr("c.txt: a pipe or a device"),
                                        HasSubstr("d.txt: made up by the system")));
  EXPECT_THAT(listed({dir.file("d")}, {"a*"}).skipped, testing::IsEmpty());
}

TEST(FileList, WithoutPermissionNamedIsAnErrorAndInsideIsSkipped) {
  const TempFolder dir;
  dir.write("open/a", "1");
  dir.write("open/closed/b", "1");
  dir.write("open/secret", "1");
  ASSERT_EQ(chmod(dir.file("open/closed").c_str(), 0), 0);
  ASSERT_EQ(chmod(dir.file("open/secret").c_str(), 0), 0);
  ASSERT_EQ(chmod(dir.path().c_str(), 0755), 0);
  const AsNobody nobody;
  const auto closed = list_files({dir.file("open/closed")}, {});
  ASSERT_FALSE(closed);
  EXPECT_THAT(closed.error().text(), HasSubstr("open/closed: the folder cannot be read: Permission denied"));
  const auto secret = list_files({dir.file("open/secret")}, {});
  ASSERT_FALSE(secret);
  EXPECT_THAT(secret.error().text(), HasSubstr("open/secret: the file cannot be read: Permission denied"));
  const FileList list = listed({dir.file("open")});
  EXPECT_THAT(list.files, ElementsAre(dir.file("open/a")));
  EXPECT_THAT(list.skipped,
              ElementsAre(HasSubstr("open/closed: Permission denied"), HasSubstr("open/secret: Permission denied")));
}

TEST(FileList, AnEmptyFolderIsAnEmptyList) {
  const TempFolder dir;
  EXPECT_THAT(listed({dir.path().string()}).files, IsEmpty());
}

}  // namespace
}  // namespace cdp::runtime
