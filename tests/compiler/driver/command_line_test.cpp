// Command lines to requests: options, suggestions for misspelt commands, help.
#include "compiler/driver/command_line.h"

#include <gmock/gmock.h>

#include <vector>

namespace cdp::driver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CommandLine read(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "cdp");
  return read_command_line(static_cast<int>(arguments.size()), arguments.data());
}

Answer answered(const std::vector<const char*>& arguments) {
  const CommandLine line = read(arguments);
  const auto* answer = std::get_if<Answer>(&line.request);
  EXPECT_NE(answer, nullptr);
  return answer == nullptr ? Answer{} : *answer;
}

TEST(CommandLine, ReadsCheck) {
  const CommandLine line = read({"check", "a.cdp", "b.cdp", "--fail-on", "warning"});
  const auto& options = std::get<CheckOptions>(line.request);
  EXPECT_THAT(options.specs, ElementsAre("a.cdp", "b.cdp"));
  EXPECT_EQ(options.fail_on, FailOn::kWarning);
}

TEST(CommandLine, ReadsStandardInputAsASpec) {
  const CommandLine line = read({"check", "-"});
  EXPECT_THAT(std::get<CheckOptions>(line.request).specs, ElementsAre("-"));
}

TEST(CommandLine, ReadsCompile) {
  const CommandLine line =
      read({"compile", "a.cdp", "--target", "big", "--at", "width=1,batch=2seq", "-o", "x.json", "--no-because"});
  const auto& options = std::get<CompileOptions>(line.request);
  EXPECT_EQ(options.spec, "a.cdp");
  EXPECT_EQ(options.place.target, "big");
  EXPECT_EQ(options.place.at, "width=1,batch=2seq");
  EXPECT_EQ(options.output, "x.json");
  EXPECT_TRUE(options.no_because);
}

TEST(CommandLine, ReadsWhyWithAndWithoutASubject) {
  EXPECT_EQ(std::get<WhyOptions>(read({"why", "a.cdp"}).request).subject, "");
  EXPECT_EQ(std::get<WhyOptions>(read({"why", "a.cdp", "head.weight.lr"}).request).subject, "head.weight.lr");
}

TEST(CommandLine, ReadsExplain) {
  EXPECT_EQ(std::get<ExplainOptions>(read({"explain"}).request).code, "");
  EXPECT_EQ(std::get<ExplainOptions>(read({"explain", "E0201"}).request).code, "E0201");
}

TEST(CommandLine, ReadsFmt) {
  const auto options = std::get<FmtOptions>(read({"fmt", "a.cdp", "-", "--check", "--diff"}).request);
  EXPECT_THAT(options.files, ElementsAre("a.cdp", "-"));
  EXPECT_TRUE(options.check);
  EXPECT_TRUE(options.diff);
  EXPECT_EQ(answered({"fmt"}).err, "error: a file is missing; `cdp fmt --help` shows how it is used\n");
}

TEST(CommandLine, LeavesTrainAndSampleToTheRuntime) {
  const CommandLine train = read({"train", "a.cdp", "--data", "x", "--whatever"});
  EXPECT_EQ(std::get<RunOptions>(train.request).command, "train");
  EXPECT_THAT(std::get<RunOptions>(train.request).arguments, ElementsAre("a.cdp", "--data", "x", "--whatever"));
  EXPECT_EQ(std::get<RunOptions>(read({"sample", "--help"}).request).command, "sample");
}

TEST(CommandLine, HelpNamesEveryCommand) {
  for (const char* ask : {"--help", "-h", "help"}) {
    const Answer answer = answered({ask});
    EXPECT_EQ(answer.exit_code, kClean);
    for (const char* command : {"check", "compile", "why", "explain", "train", "sample"})
      EXPECT_THAT(answer.out, HasSubstr(std::string("\n  ") + command + " "));
  }
}

TEST(CommandLine, EachCommandHasAPage) {
  const Answer answer = answered({"check", "--help"});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, HasSubstr("usage: cdp check SPEC... [OPTIONS]\n"));
  EXPECT_THAT(answer.out, HasSubstr("--fail-on error|warning"));
  EXPECT_THAT(answered({"why", "--help"}).out, HasSubstr("usage: cdp why SPEC [NAME] [OPTIONS]\n"));
}

TEST(CommandLine, SaysTheVersion) {
  EXPECT_EQ(answered({"--version"}).out, "cdp " CDP_VERSION "\n");
}

TEST(CommandLine, WithoutACommandShowsHelpAndFails) {
  const Answer answer = answered({});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("usage: cdp COMMAND"));
  EXPECT_EQ(answer.out, "");
}

struct Fault {
  std::vector<const char*> arguments;
  const char* message;
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.message;
}

class Faults : public ::testing::TestWithParam<Fault> {};

TEST_P(Faults, AreOneLineWithTheWayOut) {
  const Answer answer = answered(GetParam().arguments);
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_EQ(answer.out, "");
  EXPECT_EQ(answer.err, std::string("error: ") + GetParam().message + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    CommandLine, Faults,
    ::testing::Values(
        Fault{{"chekc"}, "there is no command `chekc`; did you mean `check`?; `cdp --help` shows how it is used"},
        Fault{{"quux"}, "there is no command `quux`; `cdp --help` shows how it is used"},
        Fault{{"check"}, "the spec is missing; `cdp check --help` shows how it is used"},
        Fault{{"check", "a", "--fial-on", "x"},
              "there is no option `--fial-on`; did you mean `--fail-on`?; `cdp check --help` shows how it is used"},
        Fault{{"check", "a", "--fail-on", "eror"},
              "--fail-on must be error or warning, found `eror`; did you mean `error`?; `cdp check --help` shows how "
              "it is used"},
        Fault{{"compile", "a", "b"}, "`b` is one argument too many; `cdp compile --help` shows how it is used"},
        Fault{{"compile", "a", "--target"}, "--target needs a value; `cdp compile --help` shows how it is used"}));

TEST(CommandLine, ColourIsAnOptionOfEachCommand) {
  const CommandLine line = read({"check", "a", "--color", "always"});
  EXPECT_EQ(line.colors.out, diag::Color::kAlways);
  EXPECT_EQ(line.colors.err, diag::Color::kAlways);
  EXPECT_EQ(read({"check", "a", "--color=never"}).colors.err, diag::Color::kNever);
}

}  // namespace
}  // namespace cdp::driver
