// What users are told when the world is not as they thought, and that a failed write leaves nothing behind.
#include "compiler/base/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "compiler/base/descriptor.h"
#include "tests/support/as_nobody.h"
#include "tests/support/temp_folder.h"

namespace cdp {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;
using ::testing::HasSubstr;

std::ptrdiff_t entries(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

std::string read_message(const std::string& path) {
  const Result<std::string> result = Files{}.read(path);
  return result ? "it was read" : result.error().text();
}

std::string write_message(const std::string& path) {
  const Status status = write_file(path, "bytes");
  return status ? "it was written" : status.error().text();
}

TEST(FilesRead, TakesMemoryBeforeTheDisk) {
  const TempFolder folder;
  const std::string path = folder.write("a.cdp", "disk");
  EXPECT_EQ(*(Files{{{path, "memory"}}, true}.read(path)), "memory");
  EXPECT_EQ(*Files{}.read(path), "disk");
  const Result<std::string> nothing = Files{{}, false}.read(path);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().text(), path + ": there is no such file");
}

TEST(FilesRead, GivesEveryByte) {
  const TempFolder folder;
  std::string bytes(200'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7);
  EXPECT_EQ(*Files{}.read(folder.write("bytes", bytes)), bytes);
  EXPECT_EQ(*Files{}.read(folder.write("empty", "")), "");
}

TEST(FilesRead, SaysWhatIsWrong) {
  const TempFolder folder;
  const std::string plain = folder.write("plain", "x");
  EXPECT_EQ(read_message(folder.file("none.cdp")), folder.file("none.cdp") + ": there is no such file");
  EXPECT_EQ(read_message(folder.path()), folder.path().string() + ": is a folder, not a file; name a file in it");
  EXPECT_THAT(read_message(plain + "/in/it"), HasSubstr("a part of the path before the last is not a folder"));
  EXPECT_EQ(read_message(""), "the path is empty; give the name of a file");
  EXPECT_THAT(read_message(std::string("a\0b", 3)), HasSubstr("has a zero byte in it"));
  EXPECT_THAT(read_message(folder.file(std::string(300, 'x'))), HasSubstr("the path is too long"));
  fs::create_symlink("loop", folder.path() / "loop");
  EXPECT_THAT(read_message(folder.file("loop")), HasSubstr("symbolic links go in a circle"));
}

TEST(FilesRead, RefusesWhatIsTooLarge) {
  const TempFolder folder;
  fs::resize_file(folder.write("large", ""), (std::uintmax_t{64} << 20U) + 1);  // sparse: takes no room
  EXPECT_EQ(read_message(folder.file("large")),
            folder.file("large") + ": is larger than 64 MiB; this is not a file that cdp reads whole");
  EXPECT_THAT(read_message("/dev/zero"), HasSubstr("is a pipe or a device, not a file"));
}

TEST(FilesRead, SaysThatPermissionIsMissing) {
  const test::AsNobody nobody;
  const TempFolder folder;
  const std::string path = folder.write("closed/a.cdp", "x");
  fs::permissions(path, fs::perms::none);
  EXPECT_EQ(read_message(path), path + ": no permission to read it; see `ls -l`");
  fs::permissions(folder.path() / "closed", fs::perms::none);
  EXPECT_EQ(read_message(path), path + ": no permission to read it; see `ls -l`");
}

TEST(FilesWrite, WritesAndReplaces) {
  const TempFolder folder;
  const std::string path = folder.file("plan.json");
  ASSERT_TRUE(write_file(path, "first, and longer"));
  EXPECT_EQ(folder.read("plan.json"), "first, and longer");
  ASSERT_TRUE(write_file(path, "second"));
  EXPECT_EQ(folder.read("plan.json"), "second");
  EXPECT_EQ(entries(folder.path()), 1);
}

TEST(FilesWrite, WritesWhatIsMadePieceByPiece) {
  const TempFolder folder;
  ASSERT_TRUE(write_file(folder.file("a"), [](const Put& put) { EXPECT_TRUE(put("one ") && put("two")); }));
  EXPECT_EQ(folder.read("a"), "one two");
}

TEST(FilesWrite, WantsNoMoreWhenTheDiskIsFull) {
  int pieces = 0;
  EXPECT_FALSE(write_file("/dev/full", [&](const Put& put) {
    while (put("bytes")) ++pieces;
  }));
  EXPECT_EQ(pieces, 0);
}

TEST(FilesWrite, KeepsTheMode) {
  const TempFolder folder;
  const std::string path = folder.write("a", "old");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write | fs::perms::owner_exec);
  ASSERT_TRUE(write_file(path, "new"));
  EXPECT_EQ(fs::status(path).permissions() & fs::perms::owner_exec, fs::perms::owner_exec);
}

TEST(FilesWrite, ALinkIsReplacedAndWhatItNamesIsLeftAlone) {
  const TempFolder folder;
  folder.write("real", "old");
  for (const char* target : {"real", "none", "/dev/full", "link"}) {
    fs::remove(folder.path() / "link");
    fs::create_symlink(target, folder.path() / "link");
    ASSERT_TRUE(write_file(folder.file("link"), "new")) << target;
    EXPECT_FALSE(fs::is_symlink(folder.path() / "link"));
    EXPECT_EQ(folder.read("link"), "new");
    EXPECT_EQ(folder.read("real"), "old");
  }
  EXPECT_EQ(entries(folder.path()), 2);
}

TEST(FilesWrite, RewritingGoesThroughLinks) {
  const TempFolder folder;
  folder.write("real", "old");
  fs::create_symlink("real", folder.path() / "link");
  ASSERT_TRUE(rewrite_file(folder.file("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
  EXPECT_EQ(folder.read("real"), "new");
  ASSERT_TRUE(rewrite_file(folder.file("real"), "newer"));
  EXPECT_EQ(folder.read("real"), "newer");
}

TEST(FilesWrite, APipeIsNotWaitedFor) {
  const TempFolder folder;
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  EXPECT_THAT(write_message(folder.file("pipe")), HasSubstr("is a pipe or a device, not a file"));
  EXPECT_TRUE(fs::is_fifo(folder.path() / "pipe"));
}

TEST(FilesWrite, NothingTakesItsPlaceUnlessItIsWhole) {
  const TempFolder folder;
  const std::string path = folder.write("a", "old");
  const auto put = [](const Put& to) { to("new"); };
  const Status refused = write_file(path, put, [] { return Status(Error{"a part is missing", "weights"}); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text(), "weights: a part is missing");
  EXPECT_EQ(folder.read("a"), "old");
  EXPECT_EQ(entries(folder.path()), 1);
  EXPECT_TRUE(write_file(path, put, [] { return Status(Done{}); }));
  EXPECT_EQ(folder.read("a"), "new");
}

TEST(FilesWrite, OwnStreamsAreAppendedTo) {
  const TempFolder folder;
  const Descriptor file(::open(folder.write("log", "before ").c_str(), O_WRONLY));
  ASSERT_TRUE(write_file("/proc/self/fd/" + std::to_string(file.get()), "after"));
  EXPECT_EQ(folder.read("log"), "before after");
}

TEST(FilesWrite, AMountPointIsCalledOne) {
  const TempFolder folder;
  const std::string path = folder.write("a", "old");
  const std::string other = folder.write("b", "other");
  if (::geteuid() != 0 || ::unshare(CLONE_NEWNS) != 0) GTEST_SKIP() << "mounting takes the superuser";
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount(other.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0)
    GTEST_SKIP() << "mounting is not allowed here";
  EXPECT_THAT(write_message(path), HasSubstr("cannot be replaced: it is a mount point"));
  EXPECT_EQ(entries(folder.path()), 2) << "nothing is left behind";
  EXPECT_EQ(folder.read("a"), "other");
  ASSERT_EQ(::umount(path.c_str()), 0);
}

TEST(FilesWrite, SaysWhatIsWrongAndLeavesNothing) {
  const TempFolder folder;
  EXPECT_EQ(write_message(folder.path()), folder.path().string() + ": is a folder; name a file to write");
  EXPECT_EQ(write_message(folder.file("no/plan.json")), folder.file("no/plan.json") +
                                                            ": cannot be written: there is no folder " +
                                                            folder.file("no") + "; create it first");
  EXPECT_EQ(write_message(""), "the path is empty; give the name of a file");
  EXPECT_THAT(write_message(folder.file(std::string(300, 'x'))), HasSubstr("the path is too long"));
  EXPECT_EQ(entries(folder.path()), 0);
}

TEST(FilesWrite, SaysThatTheDiskIsFull) {
  EXPECT_EQ(write_message("/dev/full"), "/dev/full: cannot be written: the disk is full; make room or write elsewhere");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST(FilesWrite, WritesThroughDevices) {
  EXPECT_TRUE(write_file("/dev/null", "bytes"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(FilesWrite, SaysThatPermissionIsMissing) {
  const test::AsNobody nobody;
  const TempFolder folder;
  const std::string path = folder.write("closed/plan.json", "old");
  fs::permissions(path, fs::perms::owner_read);
  EXPECT_EQ(write_message(path), path + ": no permission to write it; see `ls -l`");
  fs::permissions(folder.path() / "closed", fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(write_message(folder.file("closed/new")),
            folder.file("closed/new") + ": no permission to write in " + folder.file("closed"));
  EXPECT_EQ(folder.read("closed/plan.json"), "old");
  EXPECT_EQ(entries(folder.path() / "closed"), 1);
}

}  // namespace
}  // namespace cdp
