// cdp: reads the command line, runs one command, prints its answer. Starts in milliseconds: nothing here may link
// LibTorch (tests/compiler/driver holds it to that); what needs it is done by cdp-run.
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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
  print(STDERR_FILENO, run.err);
  print(STDOUT_FILENO, run.out);
  for (const auto& [name, value] : run.environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<const char*> arguments = {"cdp-run"};
  for (const std::string& argument : run.arguments) arguments.push_back(argument.c_str());
  arguments.push_back(nullptr);
  ::execv(run.program.c_str(), const_cast<char**>(arguments.data()));
  return could_not_run({std::string("cannot be run: ") + std::strerror(errno), run.program}, colors);
}

struct Run {
  const Colors& colors;

  Answer operator()(Answer answer) const { return answer; }
  Answer operator()(const CheckOptions& options) const { return check(options, colors); }
  Answer operator()(const CompileOptions& options) const { return compile(options, colors); }
  Answer operator()(const WhyOptions& options) const { return why(options, colors); }
  Answer operator()(const ExplainOptions& options) const { return explain(options, colors); }
  Answer operator()(const FmtOptions& options) const { return format_files(options, colors); }
  Answer operator()(const RunOptions& options) const {
    const auto prepared = prepare(options, colors);
    if (const auto* answer = std::get_if<Answer>(&prepared)) return *answer;
    return become(std::get<HandOver>(prepared), colors);
  }
};

}  // namespace

int main(int argc, char** argv) {
  CommandLine line = read_command_line(argc, argv);
  const Answer answer = std::visit(Run{line.colors}, std::move(line.request));
  print(STDERR_FILENO, answer.err);
  int fault = print(STDOUT_FILENO, answer.out);
  const auto put = [&fault](std::string_view text) {
    if (fault == 0) fault = print(STDOUT_FILENO, text);
    return fault == 0;
  };
  if (answer.rest) answer.rest(put);
  if (fault != 0) {
    const std::string why_not = std::strerror(fault);
    print(STDERR_FILENO, could_not_run({"cannot be written: " + why_not, "standard output"}, line.colors).err);
    ::_exit(kCouldNotRun);
  }
  ::_exit(answer.exit_code);  // the system frees a large model faster than its destructors do
}
