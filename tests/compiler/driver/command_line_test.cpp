// Command lines to requests: options, suggestions for misspelt commands, help.
#include "compiler/driver/command_line.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <vector>

#include "compiler/driver/help.h"
#include "tests/compiler/driver/driver_support.h"

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
  return line.run(line.colors);
}

class Commands : public ::testing::Test {
 protected:
  test::TempFolder folder_;
  std::string spec_ = folder_.write("a.cdp", spec_with("target big { width = 1024 }\n"));
};

TEST_F(Commands, CheckTakesSpecsAndALevel) {
  const std::string hot = folder_.write("b.cdp", spec_with("target big { batch = 512 seq }\n"));  // E0461
  EXPECT_THAT(answered({"check", spec_.c_str(), hot.c_str()}).out, HasSubstr("a.cdp: ok"));
  EXPECT_EQ(answered({"check", spec_.c_str(), hot.c_str()}).exit_code, kFindings);
  EXPECT_EQ(answered({"check", spec_.c_str(), "--fail-on", "warning"}).exit_code, kClean);
}

TEST_F(Commands, CompileTakesAPlaceAndAnOutput) {
  const std::string output = folder_.file("x.json");
  const Answer answer = answered({"compile", spec_.c_str(), "--target", "big", "--at", "width=512,batch=16seq", "-o",
                                  output.c_str(), "--no-because"});
  EXPECT_EQ(answer.exit_code, kClean) << answer.err;
  const std::string plan = *Files{}.read(output);
  EXPECT_THAT(plan, HasSubstr("\"target\": \"custom\""));
  EXPECT_THAT(plan, ::testing::Not(HasSubstr("because")));
}

TEST_F(Commands, WhyTakesASubject) {
  EXPECT_THAT(answered({"why", spec_.c_str()}).out, HasSubstr("parameters"));
  EXPECT_THAT(answered({"why", spec_.c_str(), "head.weight.lr"}).out, HasSubstr("head.weight"));
}

TEST_F(Commands, ExplainTakesACode) {
  EXPECT_THAT(answered({"explain"}).out, HasSubstr("E0101"));
  EXPECT_THAT(answered({"explain", "E0201"}).out, HasSubstr("E0201"));
}

TEST_F(Commands, FmtTakesFilesAndItsFlags) {
  const std::string loose = folder_.write("loose.cdp", "let   a = 1\n");
  const Answer answer = answered({"fmt", loose.c_str(), spec_.c_str(), "--check", "--diff"});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_THAT(answer.out, HasSubstr("-let   a = 1\n"));
  EXPECT_EQ(*Files{}.read(loose), "let   a = 1\n");
}

TEST_F(Commands, TrainAndSampleAreLeftToTheRuntime) {
  const test::TempFolder folder;
  const std::string runtime = folder.write("cdp-run", "#!/bin/sh\n");
  ::chmod(runtime.c_str(), 0755);
  ::setenv("CDP_RUN", runtime.c_str(), 1);
  const Answer answer = answered({"sample", "run", "--whatever", "--", "--help"});
  ::unsetenv("CDP_RUN");
  ASSERT_TRUE(answer.next) << answer.err;
  EXPECT_THAT(answer.next->arguments, ElementsAre("sample", "run", "--whatever", "--", "--help"));
}

TEST(CommandLine, OptionsThatMayBeRepeatedTakeOneWordEachAndLeaveTheSeparator) {
  const std::vector<std::vector<const char*>> lines = {
      {"verify", "--against", "w.safetensors", "--rename", "a=b", "--rename", "c=d", "--", "none.json"},
      {"verify", "--against", "w.safetensors", "--ignore", "a", "--", "none.json"},
      {"verify", "--against", "w.safetensors", "--transposed", "a", "--transposed", "b", "--", "none.json"},
      {"check", "--allow-path", ".", "--", "none.json"},
      {"lint", "--select", "W41", "--ignore", "W42", "--", "none.json"}};
  for (const auto& line : lines)
    EXPECT_THAT(answered(line).err, HasSubstr("none.json: there is no such file"))
        << line.front() << " " << line.back();
}

TEST(CommandLine, HelpIsTheOverview) {
  for (const char* ask : {"--help", "-h", "help"}) {
    const Answer answer = answered({ask});
    EXPECT_EQ(answer.exit_code, kClean);
    EXPECT_EQ(answer.out, overview());
  }
}

TEST(CommandLine, EachCommandHasAPage) {
  const Answer answer = answered({"check", "--help"});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, HasSubstr("usage: cdp check SPEC... [OPTIONS]\n"));
  EXPECT_THAT(answer.out, HasSubstr("--fail-on error|warning"));
}

TEST(CommandLine, HelpOfACommandMayBeAskedInFront) {
  EXPECT_EQ(answered({"help", "check"}).out, answered({"check", "--help"}).out);
  EXPECT_EQ(answered({"help", "config", "show"}).out, answered({"config", "show", "--help"}).out);
  EXPECT_EQ(answered({"help", "chekc"}).exit_code, kCouldNotRun);
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

struct SettingsFault {
  std::vector<const char*> arguments;
  const char* message;
};

void PrintTo(const SettingsFault& fault, std::ostream* out) {
  *out << fault.message;
}

class Faults : public ::testing::TestWithParam<SettingsFault> {};

TEST_P(Faults, AreOneLineWithTheWayOut) {
  const Answer answer = answered(GetParam().arguments);
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_EQ(answer.out, "");
  EXPECT_EQ(answer.err, std::string("error: ") + GetParam().message + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    CommandLine, Faults,
    ::testing::Values(
        SettingsFault{{"chekc"},
                      "there is no command `chekc`; did you mean `check`?; `cdp --help` shows how it is used"},
        SettingsFault{{"quux"}, "there is no command `quux`; `cdp --help` shows how it is used"},
        SettingsFault{{"check"}, "a spec is missing; `cdp check --help` shows how it is used"},
        SettingsFault{
            {"check", "a", "--fial-on", "x"},
            "there is no option `--fial-on`; did you mean `--fail-on`?; `cdp check --help` shows how it is used"},
        SettingsFault{
            {"check", "a", "--fail-on", "eror"},
            "--fail-on must be error or warning, found `eror`; did you mean `error`?; `cdp check --help` shows how "
            "it is used"},
        SettingsFault{{"compile"}, "the spec is missing; `cdp compile --help` shows how it is used"},
        SettingsFault{{"fmt"}, "a file is missing; `cdp fmt --help` shows how it is used"},
        SettingsFault{{"--color", "never", "check"},
                      "a command is missing before `--color`; `cdp --help` shows how it is used"},
        SettingsFault{{"compile", "a", "b"}, "`b` is one argument too many; `cdp compile --help` shows how it is used"},
        SettingsFault{{"compile", "a", "--target"},
                      "--target needs a value; `cdp compile --help` shows how it is used"},
        SettingsFault{{"compile", "a", "-o", "b", "-o", "c"},
                      "--output is given more than once; `cdp compile --help` shows how it is used"},
        SettingsFault{{"diff", "a"}, "`B` is missing; `cdp diff --help` shows how it is used"},
        SettingsFault{{"diff", "a", "b", "--tolerance", "1e-6x"},
                      "--tolerance must be a number, found `1e-6x`; `cdp diff --help` shows how it is used"},
        SettingsFault{
            {"lint", "--jobs", "99999999999999999999"},
            "--jobs must be a smaller number, found `99999999999999999999`, which no option can hold; `cdp lint "
            "--help` shows how it is used"},
        SettingsFault{
            {"lint", "--jobs", "x", "--jobs", "99999999999999999999"},
            "--jobs must be a smaller number, found `99999999999999999999`, which no option can hold; `cdp lint "
            "--help` shows how it is used"},
        SettingsFault{{"lint", "--jobs", "-1"},
                      "--jobs must be 0 or more, found `-1`; `cdp lint --help` shows how it is used"},
        SettingsFault{{"compile", "a", "-o", ""},
                      "--output is empty; name a file or folder; `cdp compile --help` shows how it is used"},
        SettingsFault{{"verify", "a"}, "--against is missing; `cdp verify --help` shows how it is used"},
        SettingsFault{{"verify", "--against", "w"},
                      "the spec or plan is missing; `cdp verify --help` shows how it is used"},
        SettingsFault{{"check", "a", "--isolated", "--config", "c"},
                      "--config does not go with --isolated; `cdp check --help` shows how it is used"},
        SettingsFault{
            {"completions", "bsh"},
            "shell must be bash, zsh or fish, found `bsh`; did you mean `bash`?; `cdp completions --help` shows how "
            "it is used"}));

TEST(CommandLine, AFaultOfAValueGoesBeforeHelpAndHelpBeforeWhatIsMissing) {
  EXPECT_THAT(answered({"check", "--help", "--fail-on", "x"}).err, HasSubstr("--fail-on must be"));
  EXPECT_THAT(answered({"check", "--help"}).out, HasSubstr("usage: cdp check"));
  EXPECT_THAT(answered({"check", "a", "--help", "--quux"}).out, HasSubstr("usage: cdp check"));
}

TEST_F(Commands, FlagsMayHaveAValueAndTheLastOneHolds) {
  const auto formatted = [this](const std::vector<const char*>& flags) {
    const std::string loose = folder_.write("loose.cdp", "let   a = 1\n");
    std::vector<const char*> words = {"fmt", loose.c_str()};
    words.insert(words.end(), flags.begin(), flags.end());
    answered(words);
    return *Files{}.read(loose) != "let   a = 1\n";
  };
  EXPECT_FALSE(formatted({"--check"}));
  EXPECT_FALSE(formatted({"--check=true"}));
  EXPECT_TRUE(formatted({"--check=false"}));
  EXPECT_TRUE(formatted({"--check", "--check=false"}));
  EXPECT_FALSE(formatted({"--check=false", "--check"}));
}

TEST(CommandLine, ColourIsAnOptionOfEachCommand) {
  const CommandLine line = read({"check", "a", "--color", "always"});
  EXPECT_EQ(line.colors.out, diag::Color::kAlways);
  EXPECT_EQ(line.colors.err, diag::Color::kAlways);
  EXPECT_EQ(read({"check", "a", "--color=never"}).colors.err, diag::Color::kNever);
}

}  // namespace
}  // namespace cdp::driver
