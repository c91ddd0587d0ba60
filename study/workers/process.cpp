// See process.h.
#include "study/workers/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

namespace cdp::study {
namespace {

struct Pipe {
  std::array<int, 2> ends = {-1, -1};  // to read from, to write to

  bool open() { return ::pipe2(ends.data(), O_CLOEXEC) == 0; }
  void close() {
    for (int& end : ends) {
      if (end >= 0) ::close(end);
      end = -1;
    }
  }
};

/// In the child: becomes the program, or ends with 127.
[[noreturn]] void become(const Command& command, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);  // it was gone before that was set
  ::signal(SIGPIPE, SIG_DFL);
  for (const auto& [name, value] : command.environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<const char*> words;
  for (const std::string& word : command.words) words.push_back(word.c_str());
  words.push_back(nullptr);
  ::execvp(words.front(), const_cast<char**>(words.data()));
  ::dprintf(STDERR_FILENO, "%s cannot be run: %s\n", words.front(), std::strerror(errno));
  ::_exit(127);
}

}  // namespace

Result<Process> start(const Command& command, Input input) {
  Pipe in, out, err;
  const bool made = (input == Input::kNone || in.open()) && out.open() && err.open();
  const pid_t parent = ::getpid();
  const pid_t process = made ? ::fork() : -1;
  if (process == 0) {
    if (input == Input::kPipe) ::dup2(in.ends[0], STDIN_FILENO);
    ::dup2(out.ends[1], STDOUT_FILENO);
    ::dup2(err.ends[1], STDERR_FILENO);
    become(command, parent);
  }
  if (process < 0) {
    const int fault = errno;
    for (Pipe* pipe : {&in, &out, &err}) pipe->close();
    return Error{std::strerror(fault), command.words.front()};
  }
  for (const int child_end : {in.ends[0], out.ends[1], err.ends[1]})
    if (child_end >= 0) ::close(child_end);
  if (input == Input::kPipe) ::fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
  return Process{process, in.ends[1], out.ends[0], err.ends[0]};
}

bool read_some(int& fd, std::string& into) {
  std::array<char, 1U << 16U> buffer;  // NOLINT: read() fills it
  const ssize_t count = ::read(fd, buffer.data(), buffer.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (count > 0) {
    into.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }
  ::close(fd);
  fd = -1;
  return false;
}

bool write_some(int fd, std::string& from) {
  const ssize_t count = ::write(fd, from.data(), from.size());
  if (count >= 0) from.erase(0, static_cast<std::size_t>(count));
  return count >= 0 || errno == EINTR || errno == EAGAIN;
}

void close_pipes(Process& process) {
  for (int* const fd : {&process.in, &process.out, &process.err}) {
    if (*fd >= 0) ::close(*fd);
    *fd = -1;
  }
}

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string why_ended(std::string_view name, int status, std::string said) {
  constexpr std::string_view kPrefix = "cdp: error: ";
  if (said.starts_with(kPrefix)) said.erase(0, kPrefix.size());
  while (!said.empty() && said.back() == '\n') said.pop_back();
  constexpr std::size_t kMost = 2000;
  if (said.size() > kMost) said.erase(0, said.size() - kMost);
  if (!said.empty()) return said;
  if (WIFSIGNALED(status))
    return fmt::format("{} was ended by signal {} ({}){}", name, WTERMSIG(status), ::strsignal(WTERMSIG(status)),
                       WTERMSIG(status) == SIGKILL ? "; is there enough memory?" : "");
  return fmt::format("{} ended with exit code {}", name, WEXITSTATUS(status));
}

}  // namespace cdp::study
