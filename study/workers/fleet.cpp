// See fleet.h.
#include "study/workers/fleet.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "study/workers/stop_signals.h"

namespace cdp::study {
namespace {

constexpr int kTries = 2;                   // of a trial that ends its worker
constexpr int kTriesKilled = 20;            // of a trial, or a start, that is killed from outside
constexpr int kMostDeathsWithoutReady = 3;  // in a row

struct Worker {
  Process process;
  bool ready = false;
  bool dead = false;
  std::optional<Order> order = {};  // what it trains
  std::string to_write = {}, printed = {}, said = {};
};

/// Its signal, or 0; shells and launchers report one as an exit code from 128 on.
int signal_of(int status) {
  constexpr int kFirstOfSignals = 128;
  if (WIFSIGNALED(status)) return WTERMSIG(status);
  return std::max(0, WEXITSTATUS(status) - kFirstOfSignals);
}

/// By a user, a scheduler that wants the machine back, or the kernel when memory ran out. A worker that crashes gets
/// other signals.
bool killed_from_outside(int status) {
  const int signal = signal_of(status);
  return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

struct Deaths {
  int ended = 0;   // by itself: a crash, an exit
  int killed = 0;  // from outside, which says nothing about worker and trial
};

void count(int status, Deaths& deaths) {
  ++(killed_from_outside(status) ? deaths.killed : deaths.ended);
}

class Running {
 public:
  Running(const Fleet& fleet, const FleetCalls& calls) : fleet_(fleet), calls_(calls) {}
  ~Running() {
    for (Worker& worker : workers_) end(worker, SIGTERM);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  std::variant<Done, Error, StoppedBy> run() {
    const StopSignals noted;
    while (true) {
      if (const Status filled = fill(); !filled) return filled.error();
      if (workers_.empty()) return Done{};
      if (StopSignals::came() != 0) return StoppedBy{StopSignals::came()};
      if (const Status heard = listen(); !heard) return heard.error();
    }
  }

 private:
  static void end(Worker& worker, int signal) {
    if (signal != 0) ::kill(worker.process.id, signal);
    close_pipes(worker.process);
    static_cast<void>(wait_for(worker.process.id));
  }

  [[nodiscard]] std::size_t idle() const {
    return static_cast<std::size_t>(
        std::count_if(workers_.begin(), workers_.end(), [](const Worker& worker) { return !worker.order; }));
  }

  /// Gives every worker without a trial the next one; starts workers for those that wait for one, and ends those that
  /// get none any more.
  Status fill() {
    while (StopSignals::came() == 0) {
      if (waiting_.empty() && !none_yet_ && !none_more_ && (idle() > 0 || workers_.size() < fleet_.count)) {
        auto next = calls_.next();
        if (!next) return next.error();
        if (const auto* nothing = std::get_if<Nothing>(&*next))
          (*nothing == Nothing::kMore ? none_more_ : none_yet_) = true;
        else
          waiting_.push_back(std::get<Order>(*std::move(next)));
        continue;
      }
      if (waiting_.empty()) break;
      const auto free =
          std::find_if(workers_.begin(), workers_.end(), [](const Worker& worker) { return !worker.order; });
      if (free != workers_.end()) {
        give(*free);
        continue;
      }
      if (workers_.size() >= fleet_.count) break;
      auto process = start(fleet_.command, Input::kPipe);
      if (!process) return process.error();
      workers_.push_back({*process});
    }
    if (none_more_ && waiting_.empty()) dismiss();
    return Done{};
  }

  /// A worker reads its request when its data are read.
  void give(Worker& worker) {
    worker.order = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    const Order& order = *worker.order;
    worker.to_write += run::request_text(run::TrainRequest{order.trial, order.plan, {}, order.trajectory});
  }

  void dismiss() {
    for (Worker& worker : workers_)
      if (!worker.order && worker.to_write.empty()) {
        end(worker, SIGTERM);
        worker.dead = true;
      }
    remove_dead();
  }

  void remove_dead() {
    workers_.erase(std::remove_if(workers_.begin(), workers_.end(), [](const Worker& worker) { return worker.dead; }),
                   workers_.end());
  }

  /// Waits until one says something, takes something or ends.
  Status listen() {
    std::vector<pollfd> streams;
    for (const Worker& worker : workers_) {
      streams.push_back({worker.process.out, POLLIN, 0});  // a negative one is passed over
      streams.push_back({worker.process.err, POLLIN, 0});
      streams.push_back({worker.to_write.empty() ? -1 : worker.process.in, POLLOUT, 0});
    }
    constexpr int kMilliseconds = 200;  // a signal may come just before
    if (::poll(streams.data(), streams.size(), kMilliseconds) <= 0) return Done{};
    Status done = Done{};
    for (std::size_t i = 0; i < workers_.size() && done; ++i) {
      Worker& worker = workers_[i];
      if (streams[3 * i + 2].revents != 0) write_some(worker.process.in, worker.to_write);
      if (streams[3 * i + 1].revents != 0) read_some(worker.process.err, worker.said);
      if (streams[3 * i].revents != 0 && !read_some(worker.process.out, worker.printed)) worker.dead = true;
      done = take_lines(worker);
      if (done && worker.dead) done = bury(worker);
    }
    remove_dead();
    return done;
  }

  Status take_lines(Worker& worker) {
    std::size_t end = 0;
    while ((end = worker.printed.find('\n')) != std::string::npos) {
      const std::string line = worker.printed.substr(0, end);
      worker.printed.erase(0, end + 1);
      const auto reply = run::read_reply(line);
      if (!reply)
        return Error{
            fmt::format("answered what is no line of a worker ({}): {}", reply.error().text(), line.substr(0, 200)),
            fleet_.name};
      if (const Status taken = take(worker, *reply); !taken) return taken;
    }
    return Done{};
  }

  Status take(Worker& worker, const run::WorkerReply& reply) {
    if (const auto* ready = std::get_if<run::ReadyReply>(&reply)) {
      worker.ready = any_ready_ = true;
      deaths_without_ready_ = {};
      return calls_.ready(*ready);
    }
    if (const auto* fault = std::get_if<run::FaultReply>(&reply)) return Error{fault->message, fleet_.name};
    if (const auto* progress = std::get_if<run::ProgressReply>(&reply)) {
      if (calls_.progress(*progress)) worker.to_write += run::request_text(run::StopRequest{progress->trial});
      return Done{};
    }
    const auto& ended = std::get<run::EndReply>(reply);
    if (!worker.order || worker.order->trial != ended.trial)
      return Error{fmt::format("ended trial {}, which it was not given", ended.trial), fleet_.name};
    deaths_.erase(ended.trial);
    worker.order.reset();
    none_yet_ = false;
    return calls_.ended(ended);
  }

  /// Reads what it said last; a program that it has left behind may keep the pipe open.
  static void hear_out(Worker& worker) {
    constexpr int kMilliseconds = 100;
    pollfd stream{worker.process.err, POLLIN, 0};
    while (worker.process.err >= 0 && ::poll(&stream, 1, kMilliseconds) > 0 &&
           read_some(worker.process.err, worker.said)) {
    }
  }

  /// What becomes of a worker that is gone, and of its trial.
  Status bury(Worker& worker) {
    ::kill(worker.process.id, SIGTERM);  // where it has only closed its output
    hear_out(worker);
    close_pipes(worker.process);
    const int status = wait_for(worker.process.id);
    const std::string why = why_ended(fleet_.name, status, std::move(worker.said));
    if (StopSignals::came() != 0) return Done{};
    if (!worker.ready) {
      count(status, deaths_without_ready_);
      if (deaths_without_ready_.ended >= kMostDeathsWithoutReady || deaths_without_ready_.killed >= kTriesKilled ||
          (!any_ready_ && signal_of(status) == 0))
        return Error{fmt::format("a worker cannot start: {}", why), ""};
      if (worker.order) waiting_.insert(waiting_.begin(), *std::move(worker.order));
      return Done{};
    }
    if (!worker.order) return Done{};
    Order order = *std::move(worker.order);
    Deaths& deaths = deaths_[order.trial];
    count(status, deaths);
    if (deaths.ended < kTries && deaths.killed < kTriesKilled) {
      waiting_.insert(waiting_.begin(), std::move(order));
      return Done{};
    }
    run::EndReply failed;
    failed.trial = order.trial;
    failed.reason = run::TrialEnd::failed;
    failed.message = fmt::format("{} {} times: {}", kWorkerEnded, deaths.ended + deaths.killed, why);
    none_yet_ = false;
    return calls_.ended(failed);
  }

  const Fleet& fleet_;
  const FleetCalls& calls_;
  std::vector<Worker> workers_;
  std::vector<Order> waiting_;             // handed out, and with no worker yet
  std::map<std::int64_t, Deaths> deaths_;  // of workers, by the trial they trained
  Deaths deaths_without_ready_;            // in a row
  bool any_ready_ = false;
  bool none_yet_ = false, none_more_ = false;
};

}  // namespace

std::variant<Done, Error, StoppedBy> run_fleet(const Fleet& fleet, const FleetCalls& calls) {
  return Running(fleet, calls).run();
}

Command launched(const std::string& launch, Command command) {
  if (launch.empty()) return command;
  std::vector<std::string> words = {"/bin/sh", "-c", fmt::format("exec {} \"$@\"", launch), "sh"};
  std::move(command.words.begin(), command.words.end(), std::back_inserter(words));
  command.words = std::move(words);
  return command;
}

}  // namespace cdp::study
