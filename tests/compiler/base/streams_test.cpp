// Closed standard streams: no file gets their numbers. In children, so that the test keeps its own.
#include "compiler/base/streams.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace cdp {
namespace {

/// What `check` says in a child whose streams in `closed` are closed; bit n is stream n.
template <class Check>
int in_child(unsigned closed, const Check& check) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (int stream = 0; stream < 3; ++stream)
      if ((closed >> stream & 1U) != 0) ::close(stream);
    keep_closed_streams_closed();
    ::_exit(check());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Streams, NoFileGetsTheirNumbers) {
  for (unsigned closed = 0; closed < 8; ++closed)
    EXPECT_EQ(in_child(closed, [] { return ::open("/", O_RDONLY | O_DIRECTORY) > 2 ? 0 : 1; }), 0) << closed;
}

TEST(Streams, UsingThemFailsAsBefore) {
  EXPECT_EQ(in_child(7,
                     [] {
                       char byte = 0;
                       const bool out = ::write(1, "x", 1) < 0 && errno == EBADF;
                       const bool err = ::write(2, "x", 1) < 0 && errno == EBADF;
                       const bool in = ::read(0, &byte, 1) < 0 && errno == EBADF;
                       return in && out && err ? 0 : 1;
                     }),
            0);
}

}  // namespace
}  // namespace cdp
