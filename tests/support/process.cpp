// fork, three pipes and poll; a child that outlives its time is killed with all it started.
#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "compiler/base/check.h"

namespace cdp::test {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0);
  return {ends[0], ends[1]};
}

void close_end(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

[[noreturn]] void be_child(const std::vector<std::string>& argv, const ProcessOptions& options, int in, int out,
                           int err) {
  ::setpgid(0, 0);
  ::signal(SIGPIPE, SIG_DFL);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  for (const auto& [name, value] : options.environment) {
    if (value) {
      ::setenv(name.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name.c_str());
    }
  }
  if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) {
    std::perror(options.folder.c_str());
    ::_exit(127);
  }
  std::vector<char*> arguments;
  arguments.reserve(argv.size() + 1);
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  std::perror(arguments[0]);
  ::_exit(127);
}

/// Our side of a running child.
struct Child {
  pid_t pid = -1;
  int in = -1;
  int out = -1;
  int err = -1;
};

Child start(const std::vector<std::string>& argv, const ProcessOptions& options) {
  CHECK(!argv.empty());
  ::signal(SIGPIPE, SIG_IGN);  // a child that does not read its input must not end the test
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  const pid_t pid = ::fork();
  CHECK(pid >= 0);
  if (pid == 0) be_child(argv, options, in.read, out.write, err.write);
  ::setpgid(pid, pid);
  close_end(in.read);
  close_end(out.write);
  close_end(err.write);
  ::fcntl(in.write, F_SETFL, O_NONBLOCK);
  return {pid, in.write, out.read, err.read};
}

/// Reads what is there; closes the pipe at its end.
void take(int& fd, std::string& text) {
  std::array<char, 1U << 14U> buffer;  // NOLINT: read() fills it
  const ssize_t count = ::read(fd, buffer.data(), buffer.size());
  if (count > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  } else if (count == 0 || errno != EINTR) {
    close_end(fd);
  }
}

void give(int& fd, std::string_view& input) {
  const ssize_t count = input.empty() ? 0 : ::write(fd, input.data(), input.size());
  if (count > 0) input.remove_prefix(static_cast<std::size_t>(count));
  const bool refused = count < 0 && errno != EAGAIN && errno != EINTR;
  if (input.empty() || refused) close_end(fd);
}

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left > 0 ? static_cast<int>(left) + 1 : 0;
}

/// Moves bytes both ways until the child has closed its outputs; false if the time ran out.
bool converse(Child& child, const ProcessOptions& options, Clock::time_point deadline, ProcessResult& result) {
  std::string_view input = options.input;
  bool signalled = options.signal == 0;
  give(child.in, input);
  while (child.out >= 0 || child.err >= 0) {
    std::array<pollfd, 3> waits = {pollfd{child.in, POLLOUT, 0}, pollfd{child.out, POLLIN, 0},
                                   pollfd{child.err, POLLIN, 0}};
    const int ready = ::poll(waits.data(), waits.size(), milliseconds_until(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    if (waits[0].revents != 0) give(child.in, input);
    if (waits[1].revents != 0) take(child.out, result.out);
    if (waits[2].revents != 0) take(child.err, result.err);
    const bool reached = result.out.find(options.signal_at) != std::string::npos ||
                         result.err.find(options.signal_at) != std::string::npos;
    if (!signalled && reached) {
      ::kill(child.pid, options.signal);
      signalled = true;
    }
  }
  return true;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

ProcessResult run(const std::vector<std::string>& argv, const ProcessOptions& options) {
  ProcessResult result;
  Child child = start(argv, options);
  result.timed_out = !converse(child, options, Clock::now() + options.timeout, result);
  if (result.timed_out) ::kill(-child.pid, SIGKILL);
  close_end(child.in);
  close_end(child.out);
  close_end(child.err);
  result.exit_code = wait_for(child.pid);
  return result;
}

std::string ProcessResult::text() const {
  return fmt::format("exit code {}{}\n--- standard output\n{}\n--- standard error\n{}", exit_code,
                     timed_out ? " (killed: out of time)" : "", out, err);
}

}  // namespace cdp::test
