// Replies to a reader, to one who has gone away, and to a full disk.
#include "runtime/worker/replies.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <array>

namespace cdp::runtime {
namespace {

TEST(Replies, AreWrittenAtOnce) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  Replies replies(pipe[1]);
  replies.put(run::FaultReply{"what?"});
  std::array<char, 100> bytes{};
  const ssize_t count = ::read(pipe[0], bytes.data(), bytes.size());
  ASSERT_GT(count, 0);
  EXPECT_EQ(std::string(bytes.data(), static_cast<std::size_t>(count)), "{\"kind\":\"fault\",\"message\":\"what?\"}\n");
  EXPECT_TRUE(replies.are_heard());
  ::close(pipe[0]);
  signal(SIGPIPE, SIG_IGN);
  replies.put(run::FaultReply{"and now?"});
  EXPECT_FALSE(replies.are_heard());
  EXPECT_TRUE(replies.status()) << "a reader may go away";
  ::close(pipe[1]);
}

TEST(Replies, AFullDiskIsAFault) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  Replies replies(full);
  replies.put(run::FaultReply{"what?"});
  EXPECT_FALSE(replies.are_heard());
  const Status status = replies.status();
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().text(), ::testing::StartsWith("standard output: cannot be written: No space left"));
  ::close(full);
}

}  // namespace
}  // namespace cdp::runtime
