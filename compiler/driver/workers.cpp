// Forks, reads and waits for workers.h.
#include "compiler/driver/workers.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace cdp::driver {

namespace {

volatile sig_atomic_t stop_signal = 0;

/// For its lifetime the signals that end a program are noted; those that are ignored (nohup) stay so.
class StopSignals {
 public:
  StopSignals() {
    stop_signal = 0;
    struct sigaction note = {};
    note.sa_handler = [](int number) { stop_signal = number; };
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &note, &before_[i]);
      if (before_[i].sa_handler == SIG_IGN) ::sigaction(kSignals[i], &before_[i], nullptr);
    }
  }
  ~StopSignals() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  static constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, 3> before_{};
};

struct Worker {
  std::size_t job = 0;
  pid_t process = -1;
  std::array<int, 2> streams = {-1, -1};  // what it prints, and what it says on standard error
  std::array<std::string, 2> texts;
};

/// In the child: becomes the program, or ends with 127.
[[noreturn]] void become(const Workers& workers, const Job& job, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);  // it was gone before that was set
  for (const auto& [name, value] : workers.environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<const char*> arguments = {workers.program.c_str()};
  for (const std::string& argument : job.arguments) arguments.push_back(argument.c_str());
  arguments.push_back(nullptr);
  ::execv(workers.program.c_str(), const_cast<char**>(arguments.data()));
  ::dprintf(STDERR_FILENO, "cannot be run: %s\n", std::strerror(errno));
  ::_exit(127);
}

Result<Worker> start(const Workers& workers, const std::vector<Job>& jobs, std::size_t at) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0) return Error{std::strerror(errno), workers.program};
  if (::pipe2(err.data(), O_CLOEXEC) != 0) {
    for (const int fd : out) ::close(fd);
    return Error{std::strerror(errno), workers.program};
  }
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(err[1], STDERR_FILENO);
    become(workers, jobs[at], parent);
  }
  const int fault = errno;
  ::close(out[1]);
  ::close(err[1]);
  if (process < 0) {
    ::close(out[0]);
    ::close(err[0]);
    return Error{std::strerror(fault), workers.program};
  }
  return Worker{at, process, {out[0], err[0]}, {}};
}

/// Reads what is there; whether more may come.
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

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

/// What a program that failed said, without its `cdp: error: `.
Error failure(const Worker& worker, const Job& job, int status) {
  std::string said = worker.texts[1];
  constexpr std::string_view kPrefix = "cdp: error: ";
  if (said.starts_with(kPrefix)) said.erase(0, kPrefix.size());
  while (!said.empty() && said.back() == '\n') said.pop_back();
  if (WIFSIGNALED(status) && said.empty())
    said = fmt::format("cdp-run was ended by signal {} ({}){}", WTERMSIG(status), ::strsignal(WTERMSIG(status)),
                       WTERMSIG(status) == SIGKILL ? "; is there enough memory?" : "");
  if (said.empty()) said = fmt::format("cdp-run ended with exit code {}", WEXITSTATUS(status));
  return {said, job.name};
}

class Running {
 public:
  Running(const Workers& workers, const std::vector<Job>& jobs) : workers_(workers), jobs_(jobs), texts_(jobs.size()) {}
  ~Running() {
    for (const Worker& worker : running_) {
      ::kill(worker.process, SIGTERM);
      for (const int fd : worker.streams)
        if (fd >= 0) ::close(fd);
      wait_for(worker.process);
    }
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  JobsEnd run() {
    const StopSignals noted;
    while (next_ < jobs_.size() || !running_.empty()) {
      if (auto fault = fill()) return *fault;
      if (stop_signal != 0) return Stopped{stop_signal};
      if (auto fault = listen()) return *fault;
    }
    return std::move(texts_);
  }

 private:
  std::optional<Error> fill() {
    while (next_ < jobs_.size() && running_.size() < workers_.at_once && stop_signal == 0) {
      if (workers_.begins) workers_.begins(done_, jobs_[next_]);
      auto worker = start(workers_, jobs_, next_++);
      if (!worker) return worker.error();
      running_.push_back(*std::move(worker));
    }
    return {};
  }

  /// Waits until one says something or ends.
  std::optional<Error> listen() {
    std::vector<pollfd> streams;
    for (const Worker& worker : running_)
      for (const int fd : worker.streams) streams.push_back({fd, POLLIN, 0});  // a negative one is passed over
    constexpr int kMilliseconds = 200;                                         // a signal may come just before
    if (::poll(streams.data(), streams.size(), kMilliseconds) <= 0) return {};
    for (std::size_t i = 0; i < streams.size(); ++i)
      if (streams[i].revents != 0) read_some(running_[i / 2].streams[i % 2], running_[i / 2].texts[i % 2]);
    for (std::size_t i = running_.size(); i-- > 0;) {
      if (running_[i].streams[0] >= 0 || running_[i].streams[1] >= 0) continue;
      Worker ended = std::move(running_[i]);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
      const int status = wait_for(ended.process);
      if (stop_signal == 0 && status != 0) return failure(ended, jobs_[ended.job], status);
      texts_[ended.job] = std::move(ended.texts[0]);
      ++done_;
    }
    return {};
  }

  const Workers& workers_;
  const std::vector<Job>& jobs_;
  std::vector<std::string> texts_;
  std::vector<Worker> running_;
  std::size_t next_ = 0, done_ = 0;
};

}  // namespace

JobsEnd run_jobs(const Workers& workers, const std::vector<Job>& jobs) {
  return Running(workers, jobs).run();
}

}  // namespace cdp::driver
