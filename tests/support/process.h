// Runs a program as a user would, for end-to-end tests: arguments, environment and standard input in,
// exit code and both outputs back.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cdp::test {

struct ProcessOptions {
  std::string input;                                              // standard input; then it is at its end
  std::map<std::string, std::optional<std::string>> environment;  // set, or removed if nullopt; the rest is inherited
  std::string folder;                                             // working folder; empty: the test's own
  std::chrono::milliseconds timeout = std::chrono::minutes(2);
  /// Sends `signal` once standard output or error contains this text (Ctrl-C in the midst of a run).
  std::string signal_at;
  int signal = 0;
};

struct ProcessResult {
  int exit_code = -1;  // 128 + signal if a signal ended it
  std::string out;
  std::string err;
  bool timed_out = false;

  /// Everything, for the message of a failing assertion.
  [[nodiscard]] std::string text() const;
};

/// Runs argv[0], looked up in PATH unless it has a slash. A program that cannot be started has exit code 127.
[[nodiscard]] ProcessResult run(const std::vector<std::string>& argv, const ProcessOptions& options = {});

}  // namespace cdp::test
