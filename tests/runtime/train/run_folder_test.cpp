// A run's folder: when one may begin in it, go on in it, and that two may not share it.
#include "runtime/train/run_folder.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "runtime/train/safetensors.h"
#include "tests/support/as_nobody.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::AsNobody;
using cdp::test::TempFolder;
using ::testing::HasSubstr;

std::string error_of(const std::string& path, Start start) {
  const auto folder = RunFolder::open(path, start);
  EXPECT_FALSE(folder);
  return folder ? "" : folder.error().text();
}

TEST(RunFolder, IsMadeWithTheFoldersThatLeadToIt) {
  const TempFolder dir;
  const auto folder = RunFolder::open(dir.file("a/b"), Start::kNew);
  ASSERT_TRUE(folder) << folder.error().text();
  EXPECT_FALSE(folder->has_checkpoint());
  EXPECT_EQ(folder->plan(), dir.file("a/b/plan.json"));
  EXPECT_TRUE(std::filesystem::is_directory(dir.file("a/b")));
}

TEST(RunFolder, ARunIsNotOverwritten) {
  const TempFolder dir;
  ASSERT_TRUE(write_safetensors(dir.file("checkpoint.safetensors"), {{"step", "400"}}, {}));
  EXPECT_THAT(error_of(dir.path().string(), Start::kNew),
              HasSubstr("already holds a run at step 400; continue with --resume or choose another --out"));
  EXPECT_TRUE(RunFolder::open(dir.path().string(), Start::kResume));
}

TEST(RunFolder, ARunWithoutCheckpointIsOneToo) {
  const TempFolder dir;
  dir.write("metrics.jsonl", "");
  EXPECT_THAT(error_of(dir.path().string(), Start::kNew), HasSubstr("already holds a run that has no checkpoint yet;"));
  EXPECT_TRUE(RunFolder::open(dir.path().string(), Start::kResume));
}

TEST(RunFolder, APlanAloneIsNoRun) {
  const TempFolder dir;
  dir.write("plan.json", "{}");
  EXPECT_TRUE(RunFolder::open(dir.path().string(), Start::kNew));
  EXPECT_THAT(error_of(dir.path().string(), Start::kResume),
              HasSubstr("holds no run to go on with; leave out --resume"));
  EXPECT_THAT(error_of(dir.file("gone"), Start::kResume), HasSubstr("holds no run"));
}

TEST(RunFolder, CanBeCheckedWithoutBeingMade) {
  const TempFolder dir;
  EXPECT_TRUE(RunFolder::check(dir.file("new"), Start::kNew));
  EXPECT_FALSE(std::filesystem::exists(dir.file("new")));
  EXPECT_FALSE(RunFolder::check(dir.file("new"), Start::kResume));
  dir.write("used/metrics.jsonl", "");
  EXPECT_FALSE(RunFolder::check(dir.file("used"), Start::kNew));
}

TEST(RunFolder, TwoRunsCannotShareOne) {
  const TempFolder dir;
  const auto first = RunFolder::open(dir.file("a"), Start::kNew);
  ASSERT_TRUE(first);
  EXPECT_THAT(error_of(dir.file("a"), Start::kNew), HasSubstr("another cdp train is at work in this folder"));
}

TEST(RunFolder, APlaceThatCannotHoldItIsSaid) {
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
}  // namespace cdp::runtime
