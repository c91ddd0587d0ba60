// What a team puts into its CI: problem matcher, hooks, the action's script, the image's files. GitHub and Docker are
// not here: what they would run is run as far as a shell can.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <regex>
#include <sstream>

#include <nlohmann/json.hpp>

#include "compiler/driver/command_table.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::ci {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kTree = CDP_SOURCE_DIR;
const std::string kPrograms = CDP_PROGRAMS_DIR;

constexpr const char* kBadSpec = "let a = widht\n";
/// A file of declarations with one that nothing reads; the linter has something to say about it as a spec.
constexpr const char* kUnwiseSpec =
    "use std.gpt\nuse std.complete_d_p\n\nlet spare = 3\n\nmodel = Gpt(width, depth, vocab = 256, context = "
    "context)\n\n"
    "parameterization = complete_d_p(alpha = 1)\n\nreference { width = 256; depth = 4; batch = 64 seq; duration = 100M "
    "tok; "
    "context = 256 }\n\nbase { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 "
    "}\n\n"
    "target big { width = 1024 }\n";

std::string text_of(const std::string& path) {
  std::ifstream in(kTree + "/" + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

class Ci : public ::testing::Test {
 protected:
  test::ProcessOptions here(std::map<std::string, std::optional<std::string>> environment = {}) const {
    test::ProcessOptions options;
    options.folder = folder_.path().string();
    environment["PATH"] = kPrograms + ":/usr/bin:/bin";
    options.environment = std::move(environment);
    return options;
  }
  test::ProcessResult cdp(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), kPrograms + "/cdp");
    return test::run(arguments, here());
  }
  test::ProcessResult lint_script(std::map<std::string, std::optional<std::string>> environment) const {
    return test::run({kTree + "/.ci/lint"}, here(std::move(environment)));
  }

  test::TempFolder folder_;
};

/// What a matcher takes from a line, by the names of its pattern.
std::map<std::string, std::string> matched(const nlohmann::json& pattern, const std::string& line) {
  std::smatch match;
  if (!std::regex_match(line, match, std::regex(pattern["regexp"].get<std::string>()))) return {};
  std::map<std::string, std::string> parts;
  for (const auto& [name, group] : pattern.items())
    if (group.is_number()) parts[name] = match[group.get<int>()];
  return parts;
}

TEST_F(Ci, TheProblemMatcherReadsWhatCheckSays) {
  folder_.write("bad one.cdp", kBadSpec);
  const auto said = cdp({"check", "bad one.cdp"});
  ASSERT_EQ(said.exit_code, 1) << said.text();
  const auto matchers = nlohmann::json::parse(text_of(".github/cdp-problem-matcher.json"))["problemMatcher"];
  const auto parts = matched(matchers[0]["pattern"][0], lines_of(said.err).at(0));
  EXPECT_EQ(parts.at("file"), "bad one.cdp");
  EXPECT_EQ(parts.at("line"), "1");
  EXPECT_EQ(parts.at("column"), "9");
  EXPECT_EQ(parts.at("severity"), "error");
  EXPECT_EQ(parts.at("message"), "unknown name `widht`; did you mean `width`?");
  EXPECT_EQ(parts.at("code"), "E0201");
}

TEST_F(Ci, TheProblemMatcherReadsWhatLintSays) {
  folder_.write("unwise.cdp", kUnwiseSpec);
  const auto said = cdp({"lint", "unwise.cdp"});
  const auto matchers = nlohmann::json::parse(text_of(".github/cdp-problem-matcher.json"))["problemMatcher"];
  const std::regex header(R"(^\S+:\d+:\d+: \w+: .*)");
  std::size_t headers = 0;
  std::size_t taken = 0;
  for (const std::string& line : lines_of(said.out + said.err)) {
    headers += std::regex_match(line, header) ? 1 : 0;
    for (const auto& matcher : matchers) taken += matched(matcher["pattern"][0], line).empty() ? 0 : 1;
  }
  EXPECT_GT(headers, 0U) << said.text();
  EXPECT_EQ(taken, headers) << said.text();
}

TEST_F(Ci, EveryHookIsACommand) {
  std::size_t hooks = 0;
  for (const std::string& line : lines_of(text_of(".pre-commit-hooks.yaml"))) {
    if (!line.starts_with("  entry: cdp ")) continue;
    ++hooks;
    const std::string command = line.substr(std::string("  entry: cdp ").size());
    const std::vector<const char*> words = {command.c_str()};
    EXPECT_NE(driver::find_command(words), nullptr) << command;
  }
  EXPECT_EQ(hooks, 3U);
}

TEST_F(Ci, NoNameOfAFileIsAnOptionOfAHook) {
  std::size_t entries = 0;
  std::size_t dashes = 0;
  for (const std::string& line : lines_of(text_of(".pre-commit-hooks.yaml"))) {
    entries += line.starts_with("  entry: ") ? 1 : 0;
    dashes += line == "  args: [--]" ? 1 : 0;
  }
  EXPECT_EQ(dashes, entries);
}

TEST_F(Ci, TheActionTakesNamesForNames) {
  folder_.write("--exit-zero.cdp", kBadSpec);
  const auto said = lint_script({{"CDP_PATHS", "--exit-zero.cdp\n"}, {"CDP_FORMAT", "github"}});
  EXPECT_EQ(said.exit_code, 1) << said.text();
  EXPECT_THAT(said.out, HasSubstr("::error file=--exit-zero.cdp,line=1"));
}

TEST_F(Ci, TheActionAnnotates) {
  folder_.write("specs/bad.cdp", kBadSpec);
  const auto said = lint_script({{"CDP_PATHS", "specs\n"}, {"CDP_FORMAT", "github"}});
  EXPECT_EQ(said.exit_code, 1) << said.text();
  EXPECT_THAT(said.out, HasSubstr("::error file=specs/bad.cdp,line=1"));
}

TEST_F(Ci, TheActionWritesSarif) {
  folder_.write("bad.cdp", kBadSpec);
  const std::string outputs = folder_.write("outputs", "");
  const auto said = lint_script({{"CDP_FORMAT", "sarif"},
                                 {"CDP_OUTPUT", "out.sarif"},
                                 {"GITHUB_OUTPUT", outputs},
                                 {"CDP_ARGUMENTS", "--jobs=1\n"}});
  EXPECT_EQ(said.exit_code, 1) << said.text();
  EXPECT_EQ(nlohmann::json::parse(folder_.read("out.sarif"))["version"], "2.1.0");
  EXPECT_EQ(folder_.read("outputs"), "sarif=out.sarif\n");
}

TEST_F(Ci, TheActionsSarifHasNothingThatIsSuppressed) {
  folder_.write("unwise.cdp", std::string("// cdp: ignore-file[unused-let, decay-on-norms] kept\n") + kUnwiseSpec);
  const auto said = lint_script({{"CDP_FORMAT", "sarif"}, {"CDP_OUTPUT", "out.sarif"}, {"CDP_ARGUMENTS", ""}});
  EXPECT_EQ(said.exit_code, 0) << said.text();
  EXPECT_TRUE(nlohmann::json::parse(folder_.read("out.sarif"))["runs"][0]["results"].empty());
}

TEST_F(Ci, TheActionRunsNothingThatAnInputSays) {
  folder_.write("good.cdp", "let a = 1\n");
  lint_script({{"CDP_PATHS", "$(touch pwned)\n`touch pwned`\n; touch pwned"}, {"CDP_ARGUMENTS", ""}});
  lint_script({{"CDP_PATHS", "good.cdp"}, {"CDP_ARGUMENTS", "--output=$(touch pwned)"}});
  EXPECT_FALSE(std::ifstream(folder_.file("pwned")).good());
  EXPECT_EQ(lint_script({{"CDP_FORMAT", "xml"}}).exit_code, 2);
}

TEST_F(Ci, TheActionsInputsReachItsScript) {
  const std::string action = text_of("action.yml");
  for (const char* name : {"PATHS", "ARGUMENTS", "FORMAT", "OUTPUT"}) {
    EXPECT_THAT(action, HasSubstr(std::string("CDP_") + name + ": ${{ inputs."));
    EXPECT_THAT(text_of(".ci/lint"), HasSubstr(std::string("${CDP_") + name));
  }
  for (const char* file : {".ci/install-compiler", ".ci/lint", ".github/cdp-problem-matcher.json"}) {
    EXPECT_THAT(action, HasSubstr(std::string("$GITHUB_ACTION_PATH/") + file));
    EXPECT_FALSE(text_of(file).empty()) << file;
  }
}

/// The guide gives the action only inputs that it has.
TEST_F(Ci, TheGuidesInputsAreTheActions) {
  const std::string action = text_of("action.yml");
  std::size_t given = 0;
  bool in_with = false;
  for (const std::string& line : lines_of(text_of("docs/ci.md"))) {
    const std::size_t indent = line.find_first_not_of(' ');
    if (in_with && indent == 10) {
      ++given;
      EXPECT_THAT(action, HasSubstr("\n  " + line.substr(indent, line.find(':') - indent) + ":\n    description:"));
    }
    in_with = line == "        with:" || (in_with && indent == 10);
  }
  EXPECT_GT(given, 0U);
}

TEST_F(Ci, InstallPutsProgramPageAndCompletions) {
  const auto installed =
      test::run({"cmake", "--install", CDP_BINARY_DIR, "--prefix", "/usr"}, here({{"DESTDIR", folder_.file("image")}}));
  ASSERT_EQ(installed.exit_code, 0) << installed.text();
  const std::string usr = folder_.file("image/usr");
  EXPECT_THAT(test::run({usr + "/bin/cdp", "--version"}).out, StartsWith("cdp "));
  EXPECT_THAT(folder_.read("image/usr/share/man/man1/cdp.1"), HasSubstr(".TH CDP 1"));
  EXPECT_THAT(folder_.read("image/usr/share/bash-completion/completions/cdp"), HasSubstr("complete -o"));
  EXPECT_THAT(folder_.read("image/usr/share/zsh/site-functions/_cdp"), StartsWith("#compdef cdp"));
  EXPECT_THAT(folder_.read("image/usr/share/fish/vendor_completions.d/cdp.fish"), HasSubstr("complete -c cdp"));
}

/// The image has no other library than the base's: what `cdp` is linked with is what the Dockerfile installs.
TEST_F(Ci, TheImageHasTheLibrariesOfTheProgram) {
  const std::string image = text_of("Dockerfile");
  const std::regex library(R"(\s*lib(fmt|stdc\+\+|m|gcc_s|c)\.so\.(\d+) => .*)");
  for (const std::string& line : lines_of(test::run({"ldd", kPrograms + "/cdp"}).out)) {
    if (line.find("=>") == std::string::npos) continue;
    std::smatch match;
    ASSERT_TRUE(std::regex_match(line, match, library)) << "the Dockerfile does not know " << line;
    if (match[1] == "fmt") {
      EXPECT_THAT(image, HasSubstr("libfmt" + match[2].str()));
    }
  }
  EXPECT_THAT(image, HasSubstr("RUN .ci/install-compiler "));
}

TEST_F(Ci, ScriptsAreSound) {
  for (const char* script : {".ci/install-compiler", ".ci/lint"}) {
    EXPECT_EQ(test::run({"bash", "-n", kTree + "/" + script}).exit_code, 0) << script;
    struct stat info {};
    ASSERT_EQ(::stat((kTree + "/" + script).c_str(), &info), 0);
    EXPECT_NE(info.st_mode & S_IXUSR, 0U) << script;
  }
  EXPECT_THAT(text_of("CMakePresets.json"), HasSubstr("\"name\": \"compiler\""));
}

}  // namespace
}  // namespace cdp::ci
