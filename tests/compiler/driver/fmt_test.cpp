// `cdp fmt`: in place, --check, --diff and standard input.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "compiler/driver/commands.h"
#include "tests/support/temp_folder.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

constexpr const char* kUgly = "let  a=1\n";
constexpr const char* kPretty = "let a = 1\n";

FmtOptions of(std::vector<std::string> files, bool check = false, bool diff = false) {
  return {std::move(files), check, diff};
}

TEST(Fmt, RewritesWhatChangesAndSaysNothing) {
  const test::TempFolder folder;
  const std::string path = folder.write("a.cdp", kUgly);
  const Answer answer = format_files(of({path}), {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_EQ(answer.out + answer.err, "");
  EXPECT_EQ(folder.read("a.cdp"), kPretty);
}

TEST(Fmt, LeavesWhatIsRightUntouched) {
  const test::TempFolder folder;
  const std::string path = folder.write("a.cdp", kPretty);
  struct stat before {};
  struct stat after {};
  ASSERT_EQ(::stat(path.c_str(), &before), 0);
  EXPECT_EQ(format_files(of({path}), {}).exit_code, kClean);
  ASSERT_EQ(::stat(path.c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
}

TEST(Fmt, KeepsPermissions) {
  const test::TempFolder folder;
  const std::string path = folder.write("a.cdp", kUgly);
  ASSERT_EQ(::chmod(path.c_str(), 0666), 0);
  EXPECT_EQ(format_files(of({path}), {}).exit_code, kClean);
  struct stat after {};
  ASSERT_EQ(::stat(path.c_str(), &after), 0);
  EXPECT_EQ(after.st_mode & 0777U, 0666U);
}

TEST(Fmt, CheckListsAndChangesNothing) {
  const test::TempFolder folder;
  const std::string ugly = folder.write("a.cdp", kUgly);
  const std::string pretty = folder.write("b.cdp", kPretty);
  const Answer answer = format_files(of({ugly, pretty}, true), {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(answer.out, ugly + "\n");
  EXPECT_EQ(folder.read("a.cdp"), kUgly);
  EXPECT_EQ(format_files(of({pretty}, true), {}).exit_code, kClean);
}

TEST(Fmt, DiffShowsAndChangesNothing) {
  const test::TempFolder folder;
  const std::string path = folder.write("a.cdp", kUgly);
  const Answer answer = format_files(of({path}, false, true), {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_EQ(answer.out, "--- " + path + "\n+++ " + path + "\n@@ -1 +1 @@\n-let  a=1\n+let a = 1\n");
  EXPECT_EQ(folder.read("a.cdp"), kUgly);
  EXPECT_EQ(format_files(of({path}, true, true), {}).exit_code, kFindings);
}

TEST(Fmt, AFileWithErrorsStaysAndTheOthersGoOn) {
  const test::TempFolder folder;
  const std::string bad = folder.write("bad.cdp", "let a = = 1\n");
  const std::string ugly = folder.write("ugly.cdp", kUgly);
  const Answer answer = format_files(of({bad, ugly}), {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_THAT(answer.err, HasSubstr(bad + ":1:9: error: "));
  EXPECT_EQ(folder.read("bad.cdp"), "let a = = 1\n");
  EXPECT_EQ(folder.read("ugly.cdp"), kPretty);
}

TEST(Fmt, AFolderStandsForItsSpecs) {
  const test::TempFolder folder;
  folder.write("b.cdp", kUgly);
  folder.write("in/a.cdp", kUgly);
  folder.write("in/note.txt", kUgly);
  const Answer answer = format_files(of({folder.path().string()}, true), {});
  EXPECT_EQ(answer.out, folder.file("b.cdp") + "\n" + folder.file("in/a.cdp") + "\n");
}

TEST(Fmt, WhatCannotBeReadCouldNotRun) {
  const test::TempFolder folder;
  const std::string ugly = folder.write("ugly.cdp", kUgly);
  const Answer answer = format_files(of({folder.file("none.cdp"), ugly}), {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_EQ(answer.err, "error: " + folder.file("none.cdp") + ": there is no such file\n");
  EXPECT_EQ(folder.read("ugly.cdp"), kPretty);
  std::filesystem::create_directory(folder.path() / "empty");
  EXPECT_EQ(format_files(of({folder.file("empty")}), {}).exit_code, kCouldNotRun);
}

}  // namespace
}  // namespace cdp::driver
