// A folder has one holder, until that lets go.
#include "compiler/base/folder_lock.h"

#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"

namespace cdp {
namespace {

TEST(FolderLock, HasOneHolder) {
  const test::TempFolder folder;
  {
    const auto first = lock_folder(folder.path().string(), "taken");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->remark, "");
    const auto second = lock_folder(folder.path().string(), "taken");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().text(), folder.path().string() + ": taken");
  }
  EXPECT_TRUE(lock_folder(folder.path().string(), "taken"));
}

TEST(FolderLock, SaysThatThereIsNoFolder) {
  const auto lock = lock_folder("/no/such/folder", "taken");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().text(), "/no/such/folder: the folder cannot be read: No such file or directory");
}

}  // namespace
}  // namespace cdp
