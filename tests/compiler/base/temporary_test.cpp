// Temporary files: names of their own, gone unless they take their place, leftovers told from what is being written.
#include "compiler/base/temporary.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <set>

#include "compiler/base/files.h"
#include "tests/support/temp_folder.h"

namespace {

int alike = 0;  // NOLINT: how many of the next random numbers are 0

}  // namespace

/// This program's own stands before the system's.
extern "C" ssize_t getrandom(void* bytes, std::size_t length, unsigned flags) {
  if (alike == 0) return syscall(SYS_getrandom, bytes, length, flags);
  --alike;
  std::memset(bytes, 0, length);
  return static_cast<ssize_t>(length);
}

namespace cdp {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;

std::set<std::string> names_in(const TempFolder& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path())) names.insert(entry.path().filename().string());
  return names;
}

TEST(Temporary, NamesAreOnesOwn) {
  std::set<std::string> names;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = temporary_name();
    EXPECT_TRUE(is_temporary(name)) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_TRUE(is_temporary(".cdp-1-0.tmp"));
  for (const char* name : {"plan.json", ".cdp-.tmp", ".cdp-1.json", "x.cdp-1.tmp", ".cdprc"})
    EXPECT_FALSE(is_temporary(name)) << name;
}

/// As two containers do whose processes all have the number 1: a child goes on as a copy of the program.
TEST(Temporary, ProcessesThatAreAlikeDoNotMeet) {
  const TempFolder folder;
  for (int child = 0; child < 4; ++child) {
    if (::fork() != 0) continue;
    bool fine = true;
    for (int i = 0; i < 50; ++i)
      fine = fine && write_file(folder.file("plan.json"), [](const Put& put) { put(std::string(100'000, 'x')); });
    ::_exit(fine ? 0 : 1);
  }
  for (int child = 0; child < 4; ++child) {
    int status = 0;
    ASSERT_GT(::wait(&status), 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(names_in(folder), std::set<std::string>{"plan.json"});
}

TEST(Temporary, IsGoneUnlessItTakesItsPlace) {
  const TempFolder folder;
  {
    const Temporary made(folder.path().string(), 0644);
    ASSERT_EQ(made.fault(), 0);
    EXPECT_EQ(names_in(folder).size(), 1U);
  }
  EXPECT_TRUE(names_in(folder).empty());
  {
    Temporary made(folder.path().string(), 0644);
    ASSERT_EQ(::write(made.descriptor(), "x", 1), 1);
    ASSERT_EQ(made.become(folder.file("it")), 0);
  }
  EXPECT_EQ(folder.read("it"), "x");
}

TEST(Temporary, ANameThatIsTakenIsLeftAlone) {
  const TempFolder folder;
  const std::string taken = folder.write(".cdp-0000000000000000.tmp", "somebody's");
  alike = 3;
  {
    const Temporary made(folder.path().string(), 0644);
    EXPECT_EQ(made.fault(), 0);
    EXPECT_NE(made.path(), taken);
  }
  EXPECT_EQ(folder.read(".cdp-0000000000000000.tmp"), "somebody's");
  alike = 1000;
  EXPECT_FALSE(write_file(folder.file("plan.json"), "x"));
  alike = 0;
  EXPECT_EQ(folder.read(".cdp-0000000000000000.tmp"), "somebody's") << "nor is it removed";
}

TEST(Temporary, WhyThereIsNoneIsTold) {
  const TempFolder folder;
  const Temporary made(folder.file("no"), 0644);
  EXPECT_EQ(made.fault(), ENOENT);
}

TEST(Temporary, OnlyLeftoversAreSwept) {
  const TempFolder folder;
  folder.write(".cdp-1-0.tmp", "of an earlier version");
  folder.write(".cdp-0123456789abcdef.tmp", "of a run that was killed");
  folder.write("plan.json", "no temporary file");
  fs::create_directory(folder.path() / ".cdp-folder.tmp");
  fs::create_symlink("plan.json", folder.path() / ".cdp-link.tmp");
  const Temporary written(folder.path().string(), 0644);
  EXPECT_EQ(sweep_temporaries(folder.path().string()), 2U);
  const std::string own = fs::path(written.path()).filename().string();
  EXPECT_EQ(names_in(folder), (std::set<std::string>{own, ".cdp-folder.tmp", ".cdp-link.tmp", "plan.json"}));
  EXPECT_EQ(sweep_temporaries(folder.file("no")), 0U);
}

}  // namespace
}  // namespace cdp
