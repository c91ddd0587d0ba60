// Workers made of shell scripts: results come back, the dead are replaced, and what cannot be done is said once.
#include "study/workers/fleet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <thread>

#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

using ::testing::HasSubstr;

constexpr const char* kReady =
    R"(echo '{"kind":"ready","version":"0.1.0","torch":"1.13","device":"cpu","threads":1,"data":"5 tokens"}')";

/// `on_train` sees the trial's number as $n.
Fleet fleet_of(const std::string& on_train, std::size_t count = 2, const std::string& before = kReady) {
  const std::string script = before + R"(
while read -r line; do
  n=$(printf '%s' "$line" | sed 's/.*"trial":\([0-9]*\).*/\1/')
  )" + on_train + "\ndone\n";
  return {{{"sh", "-c", script}}, "worker", count};
}

std::string end_line(const std::string& reason = "finished") {
  return R"(echo "{\"kind\":\"end\",\"trial\":$n,\"reason\":\")" + reason +
         R"(\",\"step\":10,\"items\":640,\"loss\":$n.5,\"train_loss\":null,\"seconds\":0.1}")";
}

/// Orders 1 to count, and what came of them.
struct Study {
  std::int64_t count = 0;
  std::int64_t handed_out = 0;
  int ready = 0;
  std::map<std::int64_t, run::EndReply> ends = {};

  FleetCalls calls() {
    FleetCalls all;
    all.next = [this]() -> Result<std::variant<Order, Nothing>> {
      if (handed_out == count) return std::variant<Order, Nothing>(Nothing::kMore);
      ++handed_out;
      return std::variant<Order, Nothing>(Order{handed_out, "{}"});
    };
    all.ready = [this](const run::ReadyReply&) -> Status {
      ++ready;
      return Done{};
    };
    all.progress = [](const run::ProgressReply&) { return false; };
    all.ended = [this](const run::EndReply& end) -> Status {
      EXPECT_FALSE(ends.contains(end.trial)) << end.trial;
      ends[end.trial] = end;
      return Done{};
    };
    return all;
  }
};

TEST(Fleet, TrainsEverythingOnce) {
  Study study{20};
  const Fleet fleet = fleet_of(end_line(), 3);
  const auto end = run_fleet(fleet, study.calls());
  ASSERT_TRUE(std::holds_alternative<Done>(end));
  ASSERT_EQ(study.ends.size(), 20U);
  EXPECT_EQ(study.ends.at(7).loss, 7.5);
  EXPECT_EQ(study.ready, 3);
}

TEST(Fleet, StartsNoMoreWorkersThanThereAreTrials) {
  Study study{1};
  const Fleet fleet = fleet_of(end_line(), 8);
  ASSERT_TRUE(std::holds_alternative<Done>(run_fleet(fleet, study.calls())));
  EXPECT_EQ(study.ready, 1);
  Study none{0};
  ASSERT_TRUE(std::holds_alternative<Done>(run_fleet(fleet, none.calls())));
  EXPECT_EQ(none.ready, 0);
}

TEST(Fleet, ReplacesAWorkerThatDiesAndTriesItsTrialAgain) {
  const test::TempFolder folder;
  Study study{6};
  const std::string once =
      "if [ $n = 3 ] && ! [ -e " + folder.file("mark") + " ]; then touch " + folder.file("mark") + "; kill -9 $$; fi; ";
  const Fleet fleet = fleet_of(once + end_line());
  ASSERT_TRUE(std::holds_alternative<Done>(run_fleet(fleet, study.calls())));
  ASSERT_EQ(study.ends.size(), 6U);
  EXPECT_EQ(study.ends.at(3).reason, run::TrialEnd::finished);
}

TEST(Fleet, AWorkerThatIsKilledBeforeItIsReadyIsReplaced) {
  const test::TempFolder folder;
  Study study{3};
  const std::string count = folder.file("count");
  const std::string five =
      "[ $(cat " + count + " 2>/dev/null | wc -l) -ge 5 ] || { echo x >> " + count + "; kill -9 $$; }\n";
  ASSERT_TRUE(std::holds_alternative<Done>(run_fleet(fleet_of(end_line(), 1, five + kReady), study.calls())));
  EXPECT_EQ(study.ends.size(), 3U);
  EXPECT_FALSE(std::holds_alternative<Done>(run_fleet(fleet_of(end_line(), 1, "kill -SEGV $$"), Study{3}.calls())));
  const auto end = run_fleet(fleet_of(end_line(), 1, "kill -9 $$"), Study{3}.calls());
  EXPECT_THAT(std::get<Error>(end).text(), HasSubstr("a worker cannot start: worker was ended by signal 9"));
}

TEST(Fleet, ATrialThatKillsItsWorkerTwiceHasFailed) {
  Study study{5};
  const Fleet fleet = fleet_of("if [ $n = 2 ]; then echo boom >&2; exit 1; fi; " + end_line());
  ASSERT_TRUE(std::holds_alternative<Done>(run_fleet(fleet, study.calls())));
  ASSERT_EQ(study.ends.size(), 5U);
  EXPECT_EQ(study.ends.at(2).reason, run::TrialEnd::failed);
  EXPECT_EQ(study.ends.at(2).message, "its worker ended 2 times: boom");
  EXPECT_EQ(study.ends.at(5).reason, run::TrialEnd::finished);
}

/// Kills the worker of trial 2 so many times before it lets it finish.
std::string killed_times(const test::TempFolder& folder, int times, const std::string& how) {
  const std::string count = folder.file("count");
  return "if [ $n = 2 ] && [ $(cat " + count + " 2>/dev/null | wc -l) -lt " + std::to_string(times) +
         " ]; then echo x >> " + count + "; " + how + "; fi; " + end_line();
}

TEST(Fleet, AKillFromOutsideIsNoFaultOfTheTrial) {
  for (const char* how : {"kill -9 $$", "kill -15 $$", "exit 137"}) {
    SCOPED_TRACE(how);
    const test::TempFolder folder;
    Study study{3};
    ASSERT_TRUE(std::holds_alternative<Done>(run_fleet(fleet_of(killed_times(folder, 5, how)), study.calls())));
    ASSERT_EQ(study.ends.size(), 3U);
    EXPECT_EQ(study.ends.at(2).reason, run::TrialEnd::finished);
  }
}

TEST(Fleet, ATrialThatIsAlwaysKilledHasFailedAtLast) {
  const test::TempFolder folder;
  Study study{3};
  ASSERT_TRUE(
      std::holds_alternative<Done>(run_fleet(fleet_of(killed_times(folder, 1000, "kill -9 $$")), study.calls())));
  EXPECT_EQ(study.ends.at(2).reason, run::TrialEnd::failed);
  EXPECT_EQ(study.ends.at(2).message,
            "its worker ended 20 times: worker was ended by signal 9 (Killed); is there enough memory?");
  EXPECT_EQ(study.ends.at(3).reason, run::TrialEnd::finished);
}

TEST(Fleet, ACrashIsTheTrialsFault) {
  const test::TempFolder folder;
  Study study{3};
  ASSERT_TRUE(
      std::holds_alternative<Done>(run_fleet(fleet_of(killed_times(folder, 5, "kill -SEGV $$")), study.calls())));
  EXPECT_EQ(study.ends.at(2).reason, run::TrialEnd::failed);
}

TEST(Fleet, SaysWhyNoWorkerStarts) {
  Study study{5};
  const Fleet fleet = fleet_of(end_line(), 2, "echo 'cdp: error: no such data' >&2; exit 2");
  const auto end = run_fleet(fleet, study.calls());
  ASSERT_TRUE(std::holds_alternative<Error>(end));
  EXPECT_EQ(std::get<Error>(end).text(), "a worker cannot start: no such data");
  const auto none = run_fleet({{{"/no/such/program"}}, "worker", 1}, study.calls());
  EXPECT_THAT(std::get<Error>(none).text(), HasSubstr("/no/such/program cannot be run: No such file or directory"));
}

TEST(Fleet, ALaunchCommandThatFailsIsQuoted) {
  Study study{2};
  Fleet fleet = fleet_of(end_line());
  fleet.command = launched("/no/such/launcher --exclusive", fleet.command);
  const auto end = run_fleet(fleet, study.calls());
  EXPECT_THAT(std::get<Error>(end).text(), HasSubstr("/no/such/launcher"));
}

TEST(Fleet, RunsWorkersBehindALaunchCommand) {
  Study study{2};
  Fleet fleet = fleet_of("[ \"$GREETING\" = 'hello you' ] || exit 1; " + end_line());
  fleet.command = launched("env GREETING='hello you'", fleet.command);
  ASSERT_TRUE(std::holds_alternative<Done>(run_fleet(fleet, study.calls())));
  EXPECT_EQ(study.ends.at(2).reason, run::TrialEnd::finished);
}

TEST(Fleet, AnAnswerThatIsNoneIsQuoted) {
  Study study{2};
  const auto end = run_fleet(fleet_of("echo Segfault"), study.calls());
  EXPECT_THAT(std::get<Error>(end).text(), HasSubstr("answered what is no line of a worker"));
  EXPECT_THAT(std::get<Error>(end).text(), HasSubstr("Segfault"));
}

TEST(Fleet, WaitsForResultsThatTheNextTrialNeeds) {
  Study study{4};
  FleetCalls calls = study.calls();
  const auto all = calls.next;
  calls.next = [&]() -> Result<std::variant<Order, Nothing>> {
    if (study.handed_out > static_cast<std::int64_t>(study.ends.size()))
      return std::variant<Order, Nothing>(Nothing::kYet);
    return all();
  };
  ASSERT_TRUE(std::holds_alternative<Done>(run_fleet(fleet_of(end_line(), 4), calls)));
  EXPECT_EQ(study.ends.size(), 4U);
}

TEST(Fleet, StopsATrialThatIsToBeStopped) {
  Study study{1};
  FleetCalls calls = study.calls();
  calls.progress = [](const run::ProgressReply& progress) { return progress.step == 5; };
  const std::string progress =
      R"(case $line in *stop*) )" + end_line("stopped") +
      R"(;; *) echo "{\"kind\":\"progress\",\"trial\":$n,\"step\":5,\"steps\":10,\"items\":1,\"loss\":2,\"seconds\":0}";; esac)";
  ASSERT_TRUE(std::holds_alternative<Done>(run_fleet(fleet_of(progress), calls)));
  EXPECT_EQ(study.ends.at(1).reason, run::TrialEnd::stopped);
}

TEST(Fleet, AnErrorOfACallEndsAll) {
  Study study{8};
  FleetCalls calls = study.calls();
  calls.ended = [](const run::EndReply&) -> Status { return Error{"the disk is full; make room", "a.sqlite"}; };
  const auto end = run_fleet(fleet_of(end_line()), calls);
  EXPECT_EQ(std::get<Error>(end).text(), "a.sqlite: the disk is full; make room");
}

TEST(Fleet, ASignalEndsAllWorkers) {
  const test::TempFolder folder;
  Study study{2};
  std::thread later([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ::kill(::getpid(), SIGTERM);
  });
  const auto end = run_fleet(fleet_of("sleep 2; touch " + folder.file("mark")), study.calls());
  later.join();
  ASSERT_TRUE(std::holds_alternative<StoppedBy>(end));
  EXPECT_EQ(std::get<StoppedBy>(end).signal, SIGTERM);
}

TEST(Launched, ReadsTheCommandAsAShellDoes) {
  const Command command = launched("srun -n1", {{"cdp-run", "worker"}});
  EXPECT_THAT(command.words,
              ::testing::ElementsAre("/bin/sh", "-c", "exec srun -n1 \"$@\"", "sh", "cdp-run", "worker"));
  EXPECT_THAT(launched("", {{"cdp-run"}}).words, ::testing::ElementsAre("cdp-run"));
}

}  // namespace
}  // namespace cdp::study
