// A program run beside this one, with pipes to what it reads, prints and says on standard error. It does not outlive
// this program.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::study {

struct Command {
  std::vector<std::string> words;  // the first is the program: a path, or found in PATH
  std::vector<std::pair<std::string, std::string>> environment = {};  // to be set on top of this process's
};

enum class Input { kNone, kPipe };

/// -1: closed, or there is none.
struct Process {
  pid_t id = -1;
  int in = -1;   // what it reads; writes to it never block
  int out = -1;  // what it prints
  int err = -1;  // what it says on standard error
};

/// The program gets SIGTERM when this one ends, however that is.
[[nodiscard]] Result<Process> start(const Command& command, Input input);

/// Reads what is there; false: it is closed, and `fd` is -1.
bool read_some(int& fd, std::string& into);
/// Writes as much as goes in now and removes it from `from`; false: nobody reads any more.
bool write_some(int fd, std::string& from);

/// Closes all pipes.
void close_pipes(Process& process);

/// Waits for its end; the status as waitpid has it.
[[nodiscard]] int wait_for(pid_t process);

/// Why a program ended that should not have: the last lines that it said without their `cdp: error: `, or its signal,
/// or its exit code. `name` is the program's.
[[nodiscard]] std::string why_ended(std::string_view name, int status, std::string said);

}  // namespace cdp::study
