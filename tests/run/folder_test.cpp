// A run's folder: when one may begin in it, go on in it, and that two may not share it.
#include "run/folder.h"

#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <vector>

#include "compiler/weights/safetensors_file.h"
#include "tests/support/as_nobody.h"
#include "tests/support/temp_folder.h"

namespace {

int flock_fault = 0;              // NOLINT: what flock below fails with; 0: it asks the system
std::vector<std::string> synced;  // NOLINT: what fsync below was called with

}  // namespace

// This program's own stand before the system's.
extern "C" int flock(int descriptor, int operation) noexcept {
  if (flock_fault == 0) return static_cast<int>(syscall(SYS_flock, descriptor, operation));
  errno = flock_fault;
  return -1;
}

extern "C" int fsync(int descriptor) {
  std::error_code ignored;
  synced.push_back(std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), ignored).string());
  return static_cast<int>(syscall(SYS_fsync, descriptor));
}

namespace cdp::run {
namespace {

using cdp::test::AsNobody;
using cdp::test::TempFolder;
using ::testing::HasSubstr;

std::string error_of(const std::string& path, Start start) {
  const auto folder = Folder::open(path, start);
  EXPECT_FALSE(folder);
  return folder ? "" : folder.error().text();
}

TEST(Folder, IsMadeWithTheFoldersThatLeadToIt) {
  const TempFolder dir;
  const auto folder = Folder::open(dir.file("a/b"), Start::kNew);
  ASSERT_TRUE(folder) << folder.error().text();
  EXPECT_FALSE(folder->has_checkpoint());
  EXPECT_EQ(folder->plan(), dir.file("a/b/plan.json"));
  EXPECT_TRUE(std::filesystem::is_directory(dir.file("a/b")));
}

TEST(Folder, ARunIsNotOverwritten) {
  const TempFolder dir;
  dir.write("checkpoint.safetensors", weights::safetensors_head({{"step", "400"}}, {}));
  EXPECT_THAT(error_of(dir.path().string(), Start::kNew),
              HasSubstr("already holds a run at step 400; continue with --resume or choose another --out"));
  EXPECT_TRUE(Folder::open(dir.path().string(), Start::kResume));
}

TEST(Folder, ARunWithoutCheckpointIsOneToo) {
  const TempFolder dir;
  dir.write("metrics.jsonl", "");
  EXPECT_THAT(error_of(dir.path().string(), Start::kNew), HasSubstr("already holds a run that has no checkpoint yet;"));
  EXPECT_TRUE(Folder::open(dir.path().string(), Start::kResume));
}

TEST(Folder, TheBestOfARunWhoseCheckpointIsGoneIsKept) {
  const TempFolder dir;
  dir.write("run/best.safetensors", "weights");
  for (const Start start : {Start::kNew, Start::kResume, Start::kAuto})
    EXPECT_THAT(error_of(dir.file("run"), start), HasSubstr("whose checkpoint.safetensors is gone; copy it there"));
  std::filesystem::create_symlink("nowhere", dir.file("run/checkpoint.safetensors"));
  EXPECT_THAT(error_of(dir.file("run"), Start::kNew), HasSubstr("already holds a run"));
}

TEST(Folder, APlanAloneIsNoRun) {
  const TempFolder dir;
  dir.write("plan.json", "{}");
  EXPECT_TRUE(Folder::open(dir.path().string(), Start::kNew));
  EXPECT_THAT(error_of(dir.path().string(), Start::kResume),
              HasSubstr("holds no run to go on with; leave out --resume"));
  EXPECT_THAT(error_of(dir.file("gone"), Start::kResume), HasSubstr("holds no run"));
}

TEST(Folder, CanBeCheckedWithoutBeingMade) {
  const TempFolder dir;
  EXPECT_TRUE(Folder::check(dir.file("new"), Start::kNew));
  EXPECT_FALSE(std::filesystem::exists(dir.file("new")));
  EXPECT_FALSE(Folder::check(dir.file("new"), Start::kResume));
  dir.write("used/metrics.jsonl", "");
  EXPECT_FALSE(Folder::check(dir.file("used"), Start::kNew));
}

TEST(Folder, TwoRunsCannotShareOne) {
  const TempFolder dir;
  const auto first = Folder::open(dir.file("a"), Start::kNew);
  ASSERT_TRUE(first);
  EXPECT_THAT(error_of(dir.file("a"), Start::kNew), HasSubstr("another cdp train is at work in this folder"));
}

TEST(Folder, AutoBeginsOrGoesOn) {
  const TempFolder dir;
  {
    const auto fresh = Folder::open(dir.file("a"), Start::kAuto);
    ASSERT_TRUE(fresh) << fresh.error().text();
    EXPECT_FALSE(fresh->resumes());
  }
  dir.write("a/metrics.jsonl", "");
  const auto again = Folder::open(dir.file("a"), Start::kAuto);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_TRUE(again->resumes());
  EXPECT_THAT(error_of(dir.file("a"), Start::kAuto), HasSubstr("another cdp train is at work in this folder"));
}

TEST(Folder, WhatAKilledRunLeftIsSwept) {
  const TempFolder dir;
  dir.write("a/.cdp-1-3.tmp", "half a checkpoint");
  dir.write("a/.cdp-0123456789abcdef.tmp", "half a checkpoint");
  dir.write("a/best.safetensors.new", "the second name of one");
  dir.write("a/metrics.jsonl", "");
  ASSERT_TRUE(Folder::open(dir.file("a"), Start::kResume));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.file("a")), {}), 1);
}

TEST(Folder, OfAnotherRunNothingIsSwept) {
  const TempFolder dir;
  dir.write("a/metrics.jsonl", "");
  const auto first = Folder::open(dir.file("a"), Start::kResume);
  ASSERT_TRUE(first);
  dir.write("a/.cdp-1-3.tmp", "what it writes");
  EXPECT_FALSE(Folder::open(dir.file("a"), Start::kResume));
  EXPECT_EQ(dir.read("a/.cdp-1-3.tmp"), "what it writes");
}

TEST(Folder, AFileSystemWithoutLocksIsSaid) {
  const TempFolder dir;
  dir.write("a/.cdp-1-3.tmp", "who knows whose");
  for (const int fault : {ENOLCK, ENOTSUP, ENOSYS, EBADF}) {
    flock_fault = fault;
    const auto folder = Folder::open(dir.file("a"), Start::kNew);
    flock_fault = 0;
    ASSERT_TRUE(folder);
    EXPECT_THAT(folder->remark(), HasSubstr("a: its file system keeps no locks ("));
    EXPECT_EQ(dir.read("a/.cdp-1-3.tmp"), "who knows whose");
  }
  const auto locked = Folder::open(dir.file("a"), Start::kNew);
  ASSERT_TRUE(locked);
  EXPECT_EQ(locked->remark(), "");
}

TEST(Folder, ItsNameIsOnTheDisk) {
  const TempFolder dir;
  synced.clear();
  ASSERT_TRUE(Folder::open(dir.file("a/b"), Start::kNew));
  const std::string root = std::filesystem::canonical(dir.path()).string();
  EXPECT_THAT(synced, ::testing::ElementsAre(root + "/a", root));
}

TEST(Folder, TheBestGetsASecondName) {
  const TempFolder dir;
  const auto folder = Folder::open(dir.file("a"), Start::kNew);
  ASSERT_TRUE(folder);
  EXPECT_FALSE(folder->keep_best());
  dir.write("a/checkpoint.safetensors", "good");
  dir.write("a/best.safetensors.new", "somebody's");
  ASSERT_TRUE(folder->keep_best());
  EXPECT_EQ(dir.read("a/best.safetensors"), "good");
  EXPECT_EQ(dir.read("a/best.safetensors.new"), "somebody's");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.file("a")), {}), 3);
}

TEST(Folder, APlaceThatCannotHoldItIsSaid) {
  const TempFolder dir;
  const std::string file = dir.write("file", "x");
  EXPECT_THAT(error_of(file, Start::kNew), HasSubstr("file: is a file; a run has a folder of its own"));
  ASSERT_EQ(chmod(dir.path().c_str(), 0555), 0);
  const AsNobody nobody;
  EXPECT_THAT(error_of(dir.file("new"), Start::kNew), HasSubstr("the folder cannot be made: Permission denied"));
}

TEST(ShellWord, QuotesWhatTheShellWouldChange) {
  EXPECT_EQ(shell_word("a/b-1.txt"), "a/b-1.txt");
  EXPECT_EQ(shell_word("*.h"), "'*.h'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace cdp::run
