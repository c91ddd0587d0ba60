// Programs that are run beside this one for what they print: some at a time, all ended when one fails or the user
// stops.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/driver/environment.h"

namespace cdp::driver {

struct Job {
  std::string name;                    // for messages: `width 256, seed 2`
  std::vector<std::string> arguments;  // without the program's own name
};

struct Workers {
  std::string program;
  Variables environment;  // to be set on top of this process's
  std::size_t at_once = 1;
  std::function<void(std::size_t done, const Job& begun)> begins = nullptr;
};

/// SIGINT, SIGTERM or SIGHUP came.
struct Stopped {
  int signal = 0;
};

/// What each job printed, in the order of the jobs; or that one failed, with what it said, or that all were stopped.
/// Jobs begin in their order. No program is left running, not even if this one is killed.
using JobsEnd = std::variant<std::vector<std::string>, Error, Stopped>;
[[nodiscard]] JobsEnd run_jobs(const Workers& workers, const std::vector<Job>& jobs);

}  // namespace cdp::driver
