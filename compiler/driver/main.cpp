// cdp: reads the command line, runs one command, prints its answer. Starts in milliseconds: nothing here may link
// LibTorch (tests/compiler/driver holds it to that); what needs it is done by cdp-run.
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/harmless.h"
#include "compiler/base/streams.h"
#include "compiler/driver/command_line.h"

namespace {

using namespace cdp::driver;

/// 0, or the error number.
int print(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

/// Replaces this process; comes back only if that cannot be.
Answer become(const HandOver& run, const Colors& colors) {
  for (const auto& [name, value] : run.environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<const char*> arguments = {"cdp-run"};
  for (const std::string& argument : run.arguments) arguments.push_back(argument.c_str());
  arguments.push_back(nullptr);
  ::execv(run.program.c_str(), const_cast<char**>(arguments.data()));
  return could_not_run({std::string("cannot be run: ") + std::strerror(errno), run.program}, colors);
}

/// 0, or the error number of standard output.
int print(const Answer& answer) {
  print(STDERR_FILENO, cdp::harmless_but_colours(answer.err));
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;  // a file or a program gets every byte
  int fault = print(STDOUT_FILENO, terminal ? cdp::harmless_but_colours(answer.out) : answer.out);
  const auto put = [&fault, terminal](std::string_view text) {
    if (fault == 0) fault = print(STDOUT_FILENO, terminal ? cdp::harmless_but_colours(text) : text);
    return fault == 0;
  };
  if (answer.rest) answer.rest(put);
  if (answer.last) print(STDERR_FILENO, answer.last());
  return fault;
}

int run(int argc, char** argv) {
  const CommandLine line = read_command_line(argc, argv);
  Answer answer = line.run(line.colors);
  int fault = print(answer);
  if (fault == 0 && answer.next) {
    answer = become(*answer.next, line.colors);
    fault = print(answer);
  }
  if (fault != 0) {
    const std::string why_not = std::strerror(fault);
    print(STDERR_FILENO, could_not_run({"cannot be written: " + why_not, "standard output"}, line.colors).err);
    ::_exit(kCouldNotRun);
  }
  ::_exit(answer.exit_code);  // the system frees a large model faster than its destructors do
}

}  // namespace

int main(int argc, char** argv) {
  cdp::keep_closed_streams_closed();
  ::signal(SIGXFSZ, SIG_IGN);  // a limit of a file's size is a write error like a full disk
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    print(STDERR_FILENO, "error: takes more memory than there is; is a depth, a list or a file too long?\n");
    return kCouldNotRun;
  }
}
