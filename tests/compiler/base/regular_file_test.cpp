// What is no file of a disk is named and refused, not waited for. A test that hangs has found the fault.
#include "compiler/base/regular_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>
#include <filesystem>
#include <thread>

#include "compiler/base/files.h"
#include "tests/support/temp_folder.h"

namespace cdp {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class RegularFile : public ::testing::Test {
 protected:
  std::string pipe() const {
    EXPECT_EQ(::mkfifo(folder_.file("pipe").c_str(), 0600), 0);
    return folder_.file("pipe");
  }
  static std::string refused(const std::string& path) {
    const auto bytes = read_regular(path);
    EXPECT_FALSE(bytes) << path;
    EXPECT_FALSE(open_regular(path)) << path;
    return bytes ? "" : bytes.error().text();
  }

  test::TempFolder folder_;
};

TEST_F(RegularFile, GivesTheBytesOfAFile) {
  const std::string path = folder_.write("a", "bytes");
  EXPECT_EQ(*read_regular(path), "bytes");
  EXPECT_EQ(special_kind(path), "");
  fs::create_symlink("a", folder_.path() / "link");
  EXPECT_EQ(*read_regular(folder_.file("link")), "bytes");
}

TEST_F(RegularFile, NamesWhatIsNone) {
  EXPECT_EQ(refused(pipe()), folder_.file("pipe") + ": is a pipe or a device, not a file");
  EXPECT_THAT(refused("/dev/null"), EndsWith("is a pipe or a device, not a file"));
  EXPECT_THAT(refused("/dev/zero"), EndsWith("is a pipe or a device, not a file"));
  EXPECT_THAT(refused("/proc/self/environ"), EndsWith("is made up by the system as it is read, not a file"));
  EXPECT_THAT(refused("/proc/self/status"), HasSubstr("made up by the system"));
  EXPECT_THAT(refused(folder_.path().string()), HasSubstr("is a folder, not a file"));
  EXPECT_THAT(refused(folder_.file("none")), EndsWith("there is no such file"));
  EXPECT_THAT(refused(""), HasSubstr("the path is empty"));
  EXPECT_EQ(special_kind("/proc"), "made up by the system as it is read");
  EXPECT_EQ(special_kind(folder_.path().string()), "");
}

TEST_F(RegularFile, NamesASocket) {
  struct sockaddr_un name {};
  name.sun_family = AF_UNIX;
  std::strncpy(name.sun_path, folder_.file("s").c_str(), sizeof name.sun_path - 1);
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const struct sockaddr*>(&name), sizeof name), 0);
  EXPECT_THAT(refused(folder_.file("s")), EndsWith("is a socket, not a file"));
}

TEST_F(RegularFile, ALinkToWhatIsNoneIsNone) {
  fs::create_symlink(pipe(), folder_.path() / "link");
  EXPECT_THAT(refused(folder_.file("link")), EndsWith("is a pipe or a device, not a file"));
  fs::create_symlink("/proc/self/environ", folder_.path() / "environ");
  EXPECT_THAT(refused(folder_.file("environ")), HasSubstr("made up by the system"));
}

TEST_F(RegularFile, TheLimitIsTheReaders) {
  const std::string path = folder_.write("a", "12345");
  EXPECT_EQ(read_regular(path, {5, ""})->size(), 5U);
  EXPECT_EQ(read_regular(path, {4, "take less"}).error().message, "is larger than 0 MiB; take less");
  fs::resize_file(path, (std::uintmax_t{2} << 30U) + 1);
  EXPECT_EQ(read_regular(path, {std::uint64_t{2} << 30U, "divide it"}).error().message,
            "is larger than 2 GiB; divide it");
}

TEST_F(RegularFile, OwnStreamsAreKnownByTheirNames) {
  for (const char* path : {"/dev/stdin", "/dev/stdout", "/dev/fd/63", "/proc/self/fd/3"})
    EXPECT_TRUE(is_own_stream(path));
  for (const char* path : {"/dev/fd/", "/dev/fd/x", "/dev/null", "/proc/1/fd/3", "dev/stdin", "/proc/self/fd/3/x"})
    EXPECT_FALSE(is_own_stream(path)) << path;
}

TEST_F(RegularFile, APipeThatTheUserNamesIsRead) {
  const std::string path = pipe();
  std::thread writer([&path] {
    const Descriptor file(::open(path.c_str(), O_WRONLY));
    std::ignore = ::write(file.get(), "one ", 4);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // a writer that thinks
    std::ignore = ::write(file.get(), "two", 3);
  });
  EXPECT_EQ(*read_named(path), "one two");
  writer.join();
}

TEST_F(RegularFile, APipeThatNobodyWritesToIsNotWaitedForLong) {
  const std::string path = pipe();
  EXPECT_EQ(read_named(path).error().text(), path + ": is a pipe that nobody writes to");
}

TEST_F(RegularFile, WhatIsMadeUpIsNotReadUnderAnyName) {
  fs::create_symlink("/proc/self/environ", folder_.path() / "e.cdp");
  EXPECT_THAT(read_named(folder_.file("e.cdp")).error().text(),
              EndsWith("made up by the system as it is read, not a file"));
  EXPECT_THAT(read_named("/proc/self/environ").error().text(), HasSubstr("made up by the system"));
  EXPECT_THAT(read_named("/dev/zero").error().text(), EndsWith("/dev/zero: is a pipe or a device, not a file"));
}

TEST_F(RegularFile, StreamsOfOurOwnAreRead) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  std::ignore = ::write(to.get(), "plan", 4);
  ASSERT_TRUE(to.close());
  EXPECT_EQ(*read_named("/dev/fd/" + std::to_string(from.get())), "plan");
}

}  // namespace
}  // namespace cdp
