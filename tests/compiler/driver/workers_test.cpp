// Programs run side by side: outputs, failures, an end by signal.
#include "compiler/driver/workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "tests/support/temp_folder.h"

namespace cdp::driver {
namespace {

using ::testing::ElementsAre;
using Texts = std::vector<std::string>;

Workers shell(std::size_t at_once = 2) {
  return {"/bin/sh", {}, at_once};
}

Job job(const std::string& script, const std::string& name = "one") {
  return {name, {"-c", script}};
}

TEST(RunJobs, GivesWhatEachPrintedInTheOrderOfTheJobs) {
  Workers workers = shell();
  workers.environment = {{"GREETING", "hello"}};
  const auto end = run_jobs(workers, {job("sleep 0.1; echo $GREETING"), job("echo b"), job("echo c; echo no >&2")});
  EXPECT_THAT(std::get<Texts>(end), ElementsAre("hello\n", "b\n", "c\n"));
}

TEST(RunJobs, TakesMoreThanAPipeHolds) {
  const auto end = run_jobs(shell(), {job("head -c 3000000 /dev/zero")});
  EXPECT_EQ(std::get<Texts>(end).at(0).size(), 3000000U);
}

TEST(RunJobs, SaysWhichBegins) {
  Workers workers = shell(1);
  std::vector<std::string> begun;
  workers.begins = [&](std::size_t done, const Job& one) { begun.push_back(std::to_string(done) + one.name); };
  (void)run_jobs(workers, {job("true", "a"), job("true", "b")});
  EXPECT_THAT(begun, ElementsAre("0a", "1b"));
}

TEST(RunJobs, OneThatFailsEndsAllAndIsQuoted) {
  const test::TempFolder folder;
  const std::string mark = folder.file("mark");
  const auto end = run_jobs(shell(), {job("sleep 60; echo late > " + mark, "width 512"),
                                      job("echo 'cdp: error: no such file' >&2; exit 2", "width 64")});
  EXPECT_EQ(std::get<Error>(end).text(), "width 64: no such file");
}

TEST(RunJobs, OneThatIsKilledIsNamed) {
  const auto end = run_jobs(shell(), {job("kill -9 $$", "width 512")});
  EXPECT_EQ(std::get<Error>(end).text(), "width 512: cdp-run was ended by signal 9 (Killed); is there enough memory?");
  EXPECT_EQ(std::get<Error>(run_jobs(shell(), {job("exit 3", "a")})).text(), "a: cdp-run ended with exit code 3");
  Workers none = shell();
  none.program = "/nowhere/cdp-run";
  EXPECT_EQ(std::get<Error>(run_jobs(none, {job("", "a")})).text(),
            "a: /nowhere/cdp-run cannot be run: No such file or directory");
}

TEST(RunJobs, StopsWhereTheUserDoes) {
  std::thread user([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ::kill(::getpid(), SIGTERM);
  });
  const auto end = run_jobs(shell(), {job("exec sleep 60"), job("exec sleep 60")});
  user.join();
  EXPECT_EQ(std::get<Stopped>(end).signal, SIGTERM);
}

}  // namespace
}  // namespace cdp::driver
