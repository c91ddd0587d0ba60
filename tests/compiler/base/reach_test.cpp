// How far a spec reaches, and whose a file is.
#include "compiler/base/reach.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "tests/support/as_nobody.h"
#include "tests/support/temp_folder.h"

namespace cdp {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Reach : public ::testing::Test {
 protected:
  test::TempFolder folder_;
  std::string root_ = fs::canonical(folder_.path()).string();
};

TEST_F(Reach, TheRepositoryIsTheNearestFolderWithGit) {
  folder_.write("repo/.git/HEAD", "");
  folder_.write("repo/a/b/x.cdp", "");
  folder_.write("repo/a/part/.git", "gitdir: elsewhere\n");  // of a submodule or a work tree
  EXPECT_EQ(repository_of(root_ + "/repo/a/b"), root_ + "/repo");
  EXPECT_EQ(repository_of(root_ + "/repo"), root_ + "/repo");
  EXPECT_EQ(repository_of(root_ + "/repo/a/part"), root_ + "/repo/a/part");
  EXPECT_EQ(repository_of(root_), "");
}

TEST_F(Reach, FoldersAreThoseWithoutLinks) {
  folder_.write("real/x.cdp", "");
  fs::create_directory_symlink("real", folder_.path() / "link");
  EXPECT_EQ(real_folder(folder_.file("link/x.cdp")), root_ + "/real");
  EXPECT_EQ(real_folder(folder_.file("link")), root_ + "/real");
  EXPECT_EQ(real_folder(folder_.file("real/none.cdp")), root_ + "/real");
  EXPECT_EQ(real_folder(""), fs::canonical(".").string());
}

TEST_F(Reach, WhatALinkLeadsToCounts) {
  folder_.write("in/x.cdp", "");
  folder_.write("in2/x.cdp", "");
  fs::create_symlink("../in2/x.cdp", folder_.path() / "in/out.cdp");
  fs::create_directory_symlink("..", folder_.path() / "in/up");
  const std::vector<std::string> in = {root_ + "/in"};
  EXPECT_TRUE(lies_within(folder_.file("in/x.cdp"), in));
  EXPECT_TRUE(lies_within(folder_.file("in/none.cdp"), in));
  EXPECT_TRUE(lies_within(folder_.file("in"), in));
  EXPECT_FALSE(lies_within(folder_.file("in2/x.cdp"), in)) << "a name that begins alike";
  EXPECT_FALSE(lies_within(folder_.file("in/out.cdp"), in));
  EXPECT_FALSE(lies_within(folder_.file("in/../in2/x.cdp"), in));
  EXPECT_FALSE(lies_within(folder_.file("in/up/in2/x.cdp"), in));
  EXPECT_TRUE(lies_within(folder_.file("in/up/in/x.cdp"), in));
  EXPECT_TRUE(lies_within("/etc/passwd", std::vector<std::string>{"/"}));
  EXPECT_FALSE(lies_within(folder_.file("in/x.cdp"), std::vector<std::string>{}));
}

TEST_F(Reach, OursAndTheSuperusersFilesAreTrusted) {
  EXPECT_TRUE(is_trusted_owner(0));
  EXPECT_TRUE(is_trusted_owner(::geteuid()));
  EXPECT_EQ(stranger_of(folder_.write("own", "")), std::nullopt);
  EXPECT_EQ(stranger_of(folder_.file("none")), std::nullopt);
}

TEST_F(Reach, TheSuperuserTrustsNobodyButTheCallerOfSudo) {
  if (::geteuid() != 0) GTEST_SKIP() << "gives files away, which takes the superuser";
  const std::string theirs = folder_.write("theirs", "");
  ASSERT_EQ(::chown(theirs.c_str(), 4711, 4711), 0);
  EXPECT_THAT(stranger_of(theirs).value_or(""), HasSubstr("4711"));
  for (const auto& [caller, trusted] : {std::pair("4711", true), {"47", false}, {"", false}, {"4711x", false}}) {
    ::setenv("SUDO_UID", caller, 1);
    EXPECT_EQ(!stranger_of(theirs), trusted) << caller;
  }
  ::unsetenv("SUDO_UID");
  fs::create_symlink("own", folder_.path() / "link");
  folder_.write("own", "");
  ASSERT_EQ(::lchown(folder_.file("link").c_str(), 4711, 4711), 0);
  EXPECT_TRUE(stranger_of(folder_.file("link"))) << "a stranger's link to a file of ours";
}

TEST_F(Reach, OthersDoNotBelieveTheVariable) {
  const std::string theirs = folder_.write("theirs", "");
  if (::geteuid() != 0 || ::chown(theirs.c_str(), 4711, 4711) != 0) GTEST_SKIP() << "takes the superuser";
  ::setenv("SUDO_UID", "4711", 1);
  {
    const test::AsNobody nobody;
    EXPECT_FALSE(is_trusted_owner(4711));
  }
  ::unsetenv("SUDO_UID");
}

}  // namespace
}  // namespace cdp
