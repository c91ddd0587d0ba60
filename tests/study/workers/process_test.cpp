// Programs beside this one: what goes in and comes out, and why one ended.
#include "study/workers/process.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <string>

namespace cdp::study {
namespace {

Command shell(const std::string& script) {
  return {{"sh", "-c", script}};
}

std::string all_of(int& fd) {
  std::string text;
  while (read_some(fd, text)) {
  }
  return text;
}

TEST(Process, ReadsPrintsAndSays) {
  Command command = shell("read line; echo \"got $line $GREETING\"; echo no >&2");
  command.environment = {{"GREETING", "hello"}};
  auto process = start(command, Input::kPipe);
  ASSERT_TRUE(process);
  std::string text = "a line\n";
  ASSERT_TRUE(write_some(process->in, text));
  EXPECT_EQ(text, "");
  EXPECT_EQ(all_of(process->out), "got a line hello\n");
  EXPECT_EQ(all_of(process->err), "no\n");
  EXPECT_EQ(process->out, -1);
  close_pipes(*process);
  EXPECT_EQ(wait_for(process->id), 0);
}

TEST(Process, AFullPipeIsNotWaitedFor) {
  auto process = start(shell("sleep 60"), Input::kPipe);
  ASSERT_TRUE(process);
  std::string text(1'000'000, 'x');
  EXPECT_TRUE(write_some(process->in, text));
  EXPECT_GT(text.size(), 0U);
  EXPECT_TRUE(write_some(process->in, text));
  ::kill(process->id, SIGKILL);
  close_pipes(*process);
  static_cast<void>(wait_for(process->id));
}

TEST(Process, SaysWhyItEnded) {
  const auto why = [](const Command& command) {
    auto process = start(command, Input::kNone);
    EXPECT_TRUE(process);
    const std::string said = all_of(process->err);
    close_pipes(*process);
    return why_ended("cdp-run", wait_for(process->id), said);
  };
  EXPECT_EQ(why(shell("echo 'cdp: error: no such file' >&2; exit 2")), "no such file");
  EXPECT_EQ(why(shell("exit 3")), "cdp-run ended with exit code 3");
  EXPECT_EQ(why(shell("kill -9 $$")), "cdp-run was ended by signal 9 (Killed); is there enough memory?");
  EXPECT_EQ(why({{"/no/such/program"}}), "/no/such/program cannot be run: No such file or directory");
}

}  // namespace
}  // namespace cdp::study
