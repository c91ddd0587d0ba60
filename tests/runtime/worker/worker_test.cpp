// A conversation with a worker through pipes; as a process: tests/runtime/main_test.cpp.
#include "runtime/worker/worker.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <future>
#include <variant>

#include "run/worker_lines.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::HasSubstr;

class WorkerTest : public TinyRun {
 protected:
  WorkerTest() {
    signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(::pipe(requests_.data()), 0);
    EXPECT_EQ(::pipe(replies_.data()), 0);
    heard_ = ::fdopen(replies_[0], "r");
    options_.data = {dir_.write("text", text_)};
    options_.device = run::DeviceChoice::cpu;
  }
  ~WorkerTest() override {
    end_input();
    if (heard_ != nullptr) std::fclose(heard_);
    if (working_.valid()) working_.wait();
    ::close(requests_[0]);
    ::close(replies_[1]);
  }

  void start() {
    working_ = std::async(std::launch::async, [this] { return work(options_, requests_[0], replies_[1]); });
  }
  void end_input() {
    if (requests_[1] >= 0) ::close(requests_[1]);
    requests_[1] = -1;
  }
  void leave() {
    std::fclose(heard_);
    heard_ = nullptr;
  }
  void ask(const std::string& text) const {
    ASSERT_EQ(::write(requests_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void ask(const run::WorkerRequest& request) const { ask(run::request_text(request)); }

  /// The next reply, which must be of this kind; the progress before an end is passed over.
  template <class Kind>
  Kind hear() {
    for (;;) {
      std::array<char, 4096> line{};
      if (std::fgets(line.data(), line.size(), heard_) == nullptr) break;
      const auto reply = run::read_reply(line.data());
      EXPECT_TRUE(reply) << reply.error().text() << line.data();
      if (!reply) break;
      if (const auto* kind = std::get_if<Kind>(&*reply)) return *kind;
      EXPECT_TRUE(std::holds_alternative<run::ProgressReply>(*reply)) << line.data();
      ++progress_;
    }
    ADD_FAILURE() << "there is no such reply";
    return {};
  }

  run::WorkerOptions options_;
  std::array<int, 2> requests_{}, replies_{};
  std::FILE* heard_ = nullptr;
  int progress_ = 0;
  std::future<Status> working_;
};

TEST_F(WorkerTest, RunsTrialsUntilTheInputEnds) {
  start();
  const auto ready = hear<run::ReadyReply>();
  EXPECT_EQ(ready.version, CDP_VERSION);
  EXPECT_EQ(ready.torch, torch_version());
  EXPECT_EQ(ready.device, "cpu");
  EXPECT_EQ(ready.threads, 1);
  EXPECT_THAT(ready.data, HasSubstr("8000 tokens, "));
  ask(run::TrainRequest{1, plan::to_json(plan_)});
  ask(run::TrainRequest{2, "no plan"});
  ask("what?\n");
  plan_.training.seed = 2;
  ask(run::TrainRequest{3, plan::to_json(plan_)});
  plan_.training.seed = 1;
  ask(run::TrainRequest{4, plan::to_json(plan_)});
  std::array<run::EndReply, 4> ends;
  int faults = 0;
  for (run::EndReply& end : ends)
    for (bool is_end = false; !is_end;) {
      std::array<char, 4096> line{};
      ASSERT_NE(std::fgets(line.data(), line.size(), heard_), nullptr);
      const auto reply = run::read_reply(line.data());
      ASSERT_TRUE(reply) << reply.error().text();
      faults += std::holds_alternative<run::FaultReply>(*reply) ? 1 : 0;
      is_end = std::holds_alternative<run::EndReply>(*reply);
      if (is_end) end = std::get<run::EndReply>(*reply);
    }
  EXPECT_EQ(faults, 1);
  EXPECT_EQ(ends[0].reason, run::TrialEnd::finished);
  EXPECT_EQ(ends[1].reason, run::TrialEnd::failed);
  EXPECT_EQ(ends[2].reason, run::TrialEnd::finished);
  EXPECT_NE(ends[2].loss, ends[0].loss);
  EXPECT_EQ(ends[3].loss, ends[0].loss) << "what was trained before does not matter";
  end_input();
  EXPECT_TRUE(working_.get());
}

TEST_F(WorkerTest, StopsWhatItIsAskedTo) {
  plan_.training.steps = 100'000'000;
  options_.progress = 10'000'000;
  start();
  hear<run::ReadyReply>();
  ask(run::TrainRequest{1, plan::to_json(plan_)});
  ask(run::TrainRequest{2, plan::to_json(plan_)});
  hear<run::ProgressReply>();
  ask(run::StopRequest{2});
  ask(run::StopRequest{1});
  const auto first = hear<run::EndReply>();
  EXPECT_EQ(first.trial, 1);
  EXPECT_EQ(first.reason, run::TrialEnd::stopped);
  EXPECT_GE(first.step, 10);
  const auto second = hear<run::EndReply>();
  EXPECT_EQ(second.trial, 2);
  EXPECT_EQ(second.reason, run::TrialEnd::stopped);
  EXPECT_EQ(second.step, 0);
}

TEST_F(WorkerTest, AnEndedInputStopsTheRunningTrial) {
  plan_.training.steps = 100'000'000;
  options_.progress = 10'000'000;
  start();
  hear<run::ReadyReply>();
  ask(run::TrainRequest{1, plan::to_json(plan_)});
  ask(run::TrainRequest{2, plan::to_json(plan_)});
  hear<run::ProgressReply>();
  end_input();
  EXPECT_EQ(hear<run::EndReply>().reason, run::TrialEnd::stopped);
  EXPECT_TRUE(working_.get());
}

TEST_F(WorkerTest, EndsQuietlyWhenNobodyListens) {
  plan_.training.steps = 100'000'000;
  options_.progress = 10'000'000;
  start();
  hear<run::ReadyReply>();
  ask(run::TrainRequest{1, plan::to_json(plan_)});
  hear<run::ProgressReply>();
  leave();
  EXPECT_TRUE(working_.get());
}

TEST_F(WorkerTest, WhatCannotBeReadIsAnErrorBeforeTheFirstReply) {
  options_.data = {dir_.file("none")};
  start();
  const Status status = working_.get();
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().text(), HasSubstr("none: there is no such file"));
}

}  // namespace
}  // namespace cdp::runtime::testing
