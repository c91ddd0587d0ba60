// Files that are not those any more that were read.
#include "runtime/data/file_watch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::TempFolder;
using Kind = FileWatch::Change::Kind;

void write_over(const std::string& path) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.put('x');
}

TEST(FileWatch, EachChangeIsToldOnce) {
  const TempFolder dir;
  const std::string kept = dir.write("kept", "abc");
  const std::string written = dir.write("written", "abc");
  const std::string replaced = dir.write("replaced", "abc");
  const std::string gone = dir.write("gone", "abc");
  FileWatch watch({kept, written, replaced, gone});
  EXPECT_FALSE(watch.next_change());
  // However coarse the clock of the file system is.
  std::filesystem::last_write_time(written, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  write_over(written);
  dir.write("new", "abc");
  std::filesystem::rename(dir.file("new"), replaced);
  std::filesystem::remove(gone);
  for (const auto& [path, kind] :
       {std::pair{written, Kind::kWritten}, {replaced, Kind::kReplaced}, {gone, Kind::kGone}}) {
    const auto change = watch.next_change();
    ASSERT_TRUE(change);
    EXPECT_EQ(change->path, path);
    EXPECT_EQ(change->kind, kind) << path;
  }
  EXPECT_FALSE(watch.next_change());
}

TEST(FileWatch, AFileThatComesBackIsAnotherOne) {
  const TempFolder dir;
  FileWatch watch({dir.file("a")});
  EXPECT_FALSE(watch.next_change());
  dir.write("a", "abc");
  ASSERT_TRUE(watch.next_change());
  EXPECT_FALSE(FileWatch{}.next_change());
}

}  // namespace
}  // namespace cdp::runtime
