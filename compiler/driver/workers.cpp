// Starts, reads and waits for workers.h.
#include "compiler/driver/workers.h"

#include <poll.h>
#include <signal.h>

#include <optional>
#include <utility>

#include "study/workers/process.h"
#include "study/workers/stop_signals.h"

namespace cdp::driver {

namespace {

struct Worker {
  std::size_t job = 0;
  study::Process process;
  std::string printed = {}, said = {};
};

class Running {
 public:
  Running(const Workers& workers, const std::vector<Job>& jobs) : workers_(workers), jobs_(jobs), texts_(jobs.size()) {}
  ~Running() {
    for (Worker& worker : running_) {
      ::kill(worker.process.id, SIGTERM);
      study::close_pipes(worker.process);
      static_cast<void>(study::wait_for(worker.process.id));
    }
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  JobsEnd run() {
    const study::StopSignals noted;
    while (next_ < jobs_.size() || !running_.empty()) {
      if (auto fault = fill()) return *fault;
      if (study::StopSignals::came() != 0) return Stopped{study::StopSignals::came()};
      if (auto fault = listen()) return *fault;
    }
    return std::move(texts_);
  }

 private:
  std::optional<Error> fill() {
    while (next_ < jobs_.size() && running_.size() < workers_.at_once && study::StopSignals::came() == 0) {
      if (workers_.begins) workers_.begins(done_, jobs_[next_]);
      study::Command command{{workers_.program}, workers_.environment};
      const Job& job = jobs_[next_];
      command.words.insert(command.words.end(), job.arguments.begin(), job.arguments.end());
      const auto process = study::start(command, study::Input::kNone);
      if (!process) return process.error();
      running_.push_back({next_++, *process});
    }
    return {};
  }

  /// Waits until one says something or ends.
  std::optional<Error> listen() {
    std::vector<pollfd> streams;
    for (const Worker& worker : running_) {
      streams.push_back({worker.process.out, POLLIN, 0});  // a negative one is passed over
      streams.push_back({worker.process.err, POLLIN, 0});
    }
    constexpr int kMilliseconds = 200;  // a signal may come just before
    if (::poll(streams.data(), streams.size(), kMilliseconds) <= 0) return {};
    for (std::size_t i = 0; i < running_.size(); ++i) {
      Worker& worker = running_[i];
      if (streams[2 * i].revents != 0) study::read_some(worker.process.out, worker.printed);
      if (streams[2 * i + 1].revents != 0) study::read_some(worker.process.err, worker.said);
    }
    for (std::size_t i = running_.size(); i-- > 0;) {
      if (running_[i].process.out >= 0 || running_[i].process.err >= 0) continue;
      Worker ended = std::move(running_[i]);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
      const int status = study::wait_for(ended.process.id);
      if (study::StopSignals::came() == 0 && status != 0)
        return Error{study::why_ended("cdp-run", status, std::move(ended.said)), jobs_[ended.job].name};
      texts_[ended.job] = std::move(ended.printed);
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
